// The state for people: one block an app with the sentence that matters first, then its dynos, fullest first.
// Pure: the same state on the same screen gives the same text.
#pragma once

#include <string>

#include "app/screen.h"
#include "io/api/state.h"

namespace swapguard::app {

// `most`: so many dynos an app; 0: all. From 80 columns on everything; narrower ones lose the curve, then
// SWAP, then MB.
std::string status_text(const api::State& state, const Screen& screen, std::size_t most = 0);

// For other programs: a line a dyno, tabs between app, dyno, word, percent, MB used, MB quota, MB swap, MB an
// hour, seconds to the quota; `-` for what is not known.
std::string status_plain(const api::State& state, std::size_t most = 0);

enum class Health { fine, attention, blind };
Health health_of(const api::State& state);

}  // namespace swapguard::app
