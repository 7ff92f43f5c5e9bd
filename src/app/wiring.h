// What the daemon makes of its settings, its history and the lines for the parts that it wires together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/observe/observation.h"
#include "io/config/settings.h"
#include "io/history/history.h"

namespace swapguard::app {

std::vector<policy::AppPolicy> policies_of(const config::Settings& settings);
std::vector<std::string> revealed(const std::vector<config::Secret>& secrets);

// What the history keeps of a line; nothing unless it tells how much memory is used.
std::optional<history::StoredSample> stored_sample(const AppName& app, const observe::Observation& line);

// What is counted for the last 24 hours of an app.
history::JournalQuery last_day_of(const AppName& app, Instant now);

// The time of the newest line of the log that is known to have been heard; 1970 when none is.
Instant newest_line_of(const guard::Remembered& memory, const std::vector<history::StoredEntry>& entries);
// A new log session begins with lines of the past. Those up to `heard_until` would count twice; samples do
// not, and the last of another dyno may not have been heard.
bool is_retold(const observe::Observation& line, Instant heard_until);

// What is known from before this start.
struct Past {
  std::vector<guard::Remembered> memories;  // an app each
  std::vector<history::StoredEntry> day;    // of all apps
};
Result<Past, history::StorageError> recall(history::History& history, const config::Settings& settings,
                                           Instant now, Duration samples_since);

}  // namespace swapguard::app
