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

// What is known from before this start.
struct Past {
  std::vector<guard::Remembered> memories;  // an app each
  std::vector<history::StoredEntry> day;    // of all apps
};
Result<Past, history::StorageError> recall(history::History& history, const config::Settings& settings,
                                           Instant now, Duration samples_since);

}  // namespace swapguard::app
