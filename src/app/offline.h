// The state of apps that no swapguard is asked about: from the history, or, where there is none, from the
// last lines of the log, read once.
#pragma once

#include "app/console.h"
#include "app/subcommand.h"
#include "core/guard/event.h"
#include "io/api/peaks.h"
#include "io/api/state.h"
#include "io/config/settings.h"

namespace swapguard::app {

// Says on standard error what it is made from. Blocks; reading the log needs a token and a named app.
Result<api::State, Complaint> offline_state(const Arguments& arguments, Console& console);

// What the guard would know of an app after these samples. Decides nothing.
api::State state_after(const config::Settings& settings, std::vector<guard::Remembered> memories,
                       const api::Peaks& peaks, const api::Tally& tally, Instant now);

}  // namespace swapguard::app
