// Pausing: a person stops restarts of an app for a while or until further notice. Watching goes on.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Each change is one entry: also another end of a pause that is on.
void pause(AppState& app, const Paused& wanted, Instant now);

// What the history remembers.
void resume_pause(AppState& app, const Remembered& memory);

// Ends a pause whose time is over.
void end_pause(AppState& app, Instant now);

}  // namespace swapguard::guard
