// Watching: from the sending of a restart to its end. The replacement is up and has sent a sample, or the
// platform says that nothing happened, or time is up.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Ends or advances a restart: its record, its row in the history, its watch.
void settle(AppState& app, RestartRecord& record, RestartState state, Instant at);

// After a line or a listing about the place: is its restart over?
void look_for_replacement(AppState& app, const DynoName& dyno, Instant at);
// After a listing: which old generations are gone?
void note_listing(AppState& app, const std::vector<PlatformDyno>& dynos, Instant now);

// Time passes: the platform is asked what became of a restart; one without effect is given up.
void watch(AppState& app, Instant now);
// When watch() has something to do next.
std::optional<Instant> next_watch(const AppState& app);

// After a start: what the history says is not over.
void resume(AppState& app, const Remembered& memory, Instant now);

// The place in a listing; null when it is not named.
const PlatformDyno* find_listed(const std::vector<PlatformDyno>& dynos, const DynoName& name);

}  // namespace swapguard::guard
