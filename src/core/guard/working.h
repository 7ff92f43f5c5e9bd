// Working: a restart of a dyno that is at work can wait, for busy_wait at most. Where the user has a program
// that knows (busy_command), it is asked when nothing else holds the restart back, and again as long as the
// answer is not idle; in a replay there is nobody to ask, and it holds nothing back. Without one the dyno's
// load average may tell (idle_load): a load that is not known holds nothing back.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Whether the load of a dyno tells if it is at work: no program does.
bool waits_by_load(const policy::TypePolicy& policy);

// Adds what is known of the dyno's work. `at`: of the evidence; `now`: by the wall clock.
void put_work(policy::Circumstances& here, const AppState& app, const fleet::Place& place,
              const fleet::Generation& generation, const policy::Want& want, Instant at, Instant now);

// The rail has said no: keeps what wants the restart and asks, if there is a program and it is time to.
void wait_for_its_work(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
                       Question question, Instant now);

// Whether the first answer is still to come.
bool is_being_asked(const AppState& app, const DynoId& id);

// Judges again what waited for the answer.
void work_told(AppState& app, const WorkTold& answer, Instant now);

}  // namespace swapguard::guard
