// Restarting: from the decision to its end. Claim (durable) → verify (the platform's list) → mark (durable) →
// send → watch until the replacement is up and has sent a sample.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

void prepare(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
             const policy::Verdict& verdict, Instant at, Instant now);

// The answers of the platform and of the history, in the order in which they come.
void claimed(AppState& app, const RestartClaimed& answer, Instant now);
void listed(AppState& app, const DynosListed& answer, Instant now);
void marked(AppState& app, const SendingMarked& answer, Instant now);
void answered(AppState& app, const RestartAnswered& answer, Instant now);

// After a line or a listing about the place: is its restart over?
void look_for_replacement(AppState& app, const DynoName& dyno, Instant at);

// Time passes: steps that got no answer, restarts without effect.
void overdue(AppState& app, Instant now);
// When overdue() has something to do next.
std::optional<Instant> next_overdue(const AppState& app);

// After a start: what the history says is not over.
void resume(AppState& app, const Remembered& memory, Instant now);

}  // namespace swapguard::guard
