// Observing: one line of the log → what we know, what goes on record, and a judgement where memory is
// concerned.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// `now` is the wall clock.
void observe_line(AppState& app, const observe::Observation& line, Instant now);

// What a sample says at once, though it may have to wait for its turn: the app is seen.
void see(AppState& app, const observe::Observation& line, Instant now);

// Remembered samples refill the windows. One that is still evidence is judged: whoever heard of it may be
// gone, and the next one is a third of a minute away.
void refill(AppState& app, const observe::Observation& line, Instant now);

}  // namespace swapguard::guard
