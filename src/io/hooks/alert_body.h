// What the body of an alert says about dynos. Any body will do; those of Papertrail and Logentries (Insight)
// are read for the dyno whose line raised the alert.
#pragma once

#include <string_view>
#include <vector>

#include "core/platform/dyno.h"

namespace swapguard::hooks {

// The dynos that the alert names, each once, at most a hundred; none for a body of another kind. Naming one
// can only narrow what a call means, so a line that an application forged does no harm.
//
// Papertrail: the form field `payload`, or the body, is JSON with events[].program = `heroku/web.1`.
// Logentries: the same field with event.m (or event.message), the line itself. Its `context` holds the lines
// around, of any dyno: not looked at.
std::vector<DynoName> dynos_named(std::string_view body);

// `… heroku web.1 - - Error R14`, `heroku[web.1]: …`, `source=web.1 …`: the dyno of a line; empty: none.
DynoName dyno_of_line(std::string_view line);

}  // namespace swapguard::hooks
