#include "io/history/sql_history.h"

#include "io/history/schema.h"

namespace swapguard::history {

Result<std::unique_ptr<History>, StorageError> History::open(const std::string& where) {
  auto history = SqlHistory::open(where, {});
  if (!history) return failure(std::move(history.error()));
  return std::unique_ptr<History>(std::move(*history));
}

Result<std::unique_ptr<SqlHistory>, StorageError> SqlHistory::open(const std::string& where,
                                                                   const DatabaseOptions& options) {
  auto database = Database::open(where, options);
  if (!database) return failure(std::move(database.error()));
  if (auto migrated = migrate(**database); !migrated) return failure(std::move(migrated.error()));
  return std::unique_ptr<SqlHistory>(new SqlHistory(std::move(*database)));
}

}  // namespace swapguard::history
