// Judging: a new reading or R14 line of a generation → nothing, `held`, or a restart to prepare.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// `at` is the evidence's own time, `now` the wall clock: the difference is its age.
void judge(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
           std::optional<policy::Want> want, Instant at, Instant now, bool trusted);

// What the rails are asked with; also for `why`.
policy::Circumstances circumstances(const AppState& app, const fleet::Place& place, Instant at, Instant now,
                                    bool trusted);

// The platform starts a dyno of the type and we did not ask for it. A start that is never reported as over
// stops counting after a while: the line may have been lost.
bool is_busy(const AppState& app, const ProcessType& type, Instant at);

// Restarts that are allowed in `budget_per`: as configured, or twelve for each dyno that reports.
int budget_of(const AppState& app, Instant at);

}  // namespace swapguard::guard
