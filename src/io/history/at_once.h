// Many samples in three statements, for a database to which each statement is a journey (PostgreSQL).
#pragma once

#include <vector>

#include "io/history/database.h"

namespace swapguard::history {

// As insert_samples and insert_spans, within the caller's transaction. Rows are written in the order of their
// keys, so that instances that write the same ones wait for each other instead of locking each other up.
void insert_samples_at_once(Database& database, const std::vector<StoredSample>& samples);

}  // namespace swapguard::history
