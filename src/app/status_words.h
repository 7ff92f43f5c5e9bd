// What `status` and `watch` say of an app: the order of its dynos and the sentences that matter.
#pragma once

#include <string>
#include <vector>

#include "io/api/state.h"
#include "io/telemetry/colour.h"

namespace swapguard::app {

struct Sentence {
  telemetry::Tone tone;
  std::string text;
};

// `03:47`, UTC.
std::string clock_of(Instant at);
// The fullest first.
std::vector<api::DynoPicture> by_fill(std::vector<api::DynoPicture> dynos);
// What must be said of an app, the worst first.
std::vector<Sentence> sentences(const api::AppPicture& app, const std::vector<api::DynoPicture>& dynos,
                                Instant now);

}  // namespace swapguard::app
