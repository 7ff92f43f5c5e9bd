// The screen of `watch` as lines. Pure: the same picture and choice on the same screen give the same lines.
#pragma once

#include <string>
#include <vector>

#include "app/screen.h"
#include "app/watch_view.h"

namespace swapguard::app {

// Exactly `screen.height` lines, none wider than `screen.width`.
std::vector<std::string> watch_lines(const WatchPicture& picture, const WatchChoice& choice,
                                     const Screen& screen);

// For where nobody looks at a screen: one line an app.
std::string watch_summary(const api::State& state, telemetry::Charset charset);

// The first `width` characters of a text without colours; where something is left out the last one says so.
std::string fitted(std::string_view text, std::size_t width, telemetry::Charset charset);

}  // namespace swapguard::app
