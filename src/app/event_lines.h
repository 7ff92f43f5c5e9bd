// Journal entries for `events` and `restart`: from the running daemon as lines of JSON.
#pragma once

#include <vector>

#include "app/running_daemon.h"
#include "io/history/history.h"

namespace swapguard::app {

struct EventLine {
  history::StoredEntry stored;  // without details
  std::string json;             // the whole entry
};

// Oldest first. No more than the API gives at once.
Result<std::vector<EventLine>, Problem> event_lines(RunningDaemon& daemon,
                                                    const history::JournalQuery& query);

// The same of entries of the history.
std::vector<EventLine> event_lines(std::vector<history::StoredEntry> entries);

}  // namespace swapguard::app
