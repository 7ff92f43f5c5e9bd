// What the daemon makes of its settings and of lines for the parts that it wires together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/observe/observation.h"
#include "io/config/settings.h"
#include "io/history/history.h"

namespace swapguard::app {

std::vector<policy::AppPolicy> policies_of(const config::Settings& settings);
std::vector<std::string> secrets_of(const config::AppSettings& app);

// What the history keeps of a line; nothing unless it tells how much memory is used.
std::optional<history::StoredSample> stored_sample(const AppName& app, const observe::Observation& line);

// The events that are counted for the last 24 hours.
history::JournalQuery last_day_of(const AppName& app, Instant now);

}  // namespace swapguard::app
