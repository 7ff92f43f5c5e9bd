// The tables of the history and how older ones are brought up to date: numbered steps, each taken once.
#pragma once

#include <optional>

#include "io/history/database.h"

namespace swapguard::history {

int newest_schema();

// Brings the database to the newest schema. Refuses one from a newer swapguard and one of another program.
Result<void, StorageError> migrate(Database& database);

}  // namespace swapguard::history
