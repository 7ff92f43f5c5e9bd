// Working: a restart of a dyno that is at work can wait, where the user has a program that knows
// (busy_command). It is asked when nothing else holds the restart back, again as long as the answer is not
// idle, and no longer than busy_wait. In a replay there is nobody to ask: it holds nothing back there.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Adds what is known of the dyno's work.
void put_work(policy::Circumstances& here, const AppState& app, const fleet::Place& place,
              const fleet::Generation& generation, const policy::Want& want, Instant now);

// The rail has said no: keeps what wants the restart and asks, if it is time to.
void ask_whether_it_works(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
                          Question question, Instant now);

// Whether there was an answer yet.
bool is_told(const AppState& app, const DynoId& id);

// Judges again what waited for the answer.
void work_told(AppState& app, const WorkTold& answer, Instant now);

}  // namespace swapguard::guard
