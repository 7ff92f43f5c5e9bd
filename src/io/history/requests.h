// The requests for restarts that are open, for what a start remembers.
#pragma once

#include <vector>

#include "io/history/database.h"

namespace swapguard::history {

// By acceptance. Throws as SOCI does, and Unreadable.
std::vector<guard::Requested> select_open_requests(soci::session& sql, const AppName& app);

}  // namespace swapguard::history
