// Requesting: a restart that somebody asked for, from its acceptance to its end: what it means, what is put
// on record. Judging asks app.requests; every guard rail holds for it as for any other reason.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// What a request would mean if it were accepted now.
Meant meant(const AppState& app, const Requested& wish, Instant now);

// It was accepted and is durable.
void take_request(AppState& app, const Requested& request, Instant now);
// After a start, once the restarts are known: what the history says is not over.
void resume_requests(AppState& app, const std::vector<Requested>& requests, Instant now);

// After a line of a dyno: which generation holds its place?
void look_who_holds(AppState& app, const DynoName& dyno, Instant at);
// After a listing: which of the generations that are meant are gone?
void look_who_is_listed(AppState& app, const std::vector<PlatformDyno>& dynos);

// Requests that are over are put on record and in the history.
void end_requests(AppState& app, Instant now);

}  // namespace swapguard::guard
