// The statements of the journal, for append and for the test of their plans.
#pragma once

#include <string>
#include <vector>

#include "io/history/database.h"

namespace swapguard::history {

// Within the caller's transaction.
void insert_entries(Database& database, const std::vector<guard::JournalEntry>& entries);

// The select of a query, with the names of its values in it. An index answers each of them that names a dyno
// or a decision, in order, without sorting.
std::string journal_select(const JournalQuery& query);

}  // namespace swapguard::history
