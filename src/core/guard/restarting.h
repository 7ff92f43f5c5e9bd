// Restarting: from the decision to its sending. Claim (durable) → verify (the platform's list) → mark
// (durable) → send; what follows is watching.h.
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

// What is being prepared is given up: nothing was sent, and nothing will be.
void call_off(AppState& app, const std::string& reason, const std::string& sentence, Instant now);

// Time passes: steps that got no answer are given up.
void overdue(AppState& app, Instant now);
// When overdue() has something to do next.
std::optional<Instant> next_overdue(const AppState& app);

}  // namespace swapguard::guard
