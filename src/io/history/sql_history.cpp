#include "io/history/sql_history.h"

#include "io/history/address.h"
#include "io/history/schema.h"

namespace swapguard::history {

Result<std::unique_ptr<History>, StorageError> History::open(const std::string& where) {
  auto history = SqlHistory::open(where, {});
  if (!history) return failure(std::move(history.error()));
  return std::unique_ptr<History>(std::move(*history));
}

bool History::is_shared(const std::string& where) { return is_postgres(where); }

std::string History::shown(const std::string& where) {
  if (!is_postgres(where)) return where;
  const auto address = read_address(where);
  return address ? address->shown : "postgres://…";
}

Result<std::unique_ptr<SqlHistory>, StorageError> SqlHistory::open(const std::string& where,
                                                                   const DatabaseOptions& options) {
  auto database = Database::open(where, options);
  if (!database) return failure(std::move(database.error()));
  if (auto migrated = migrate(**database); !migrated) return failure(std::move(migrated.error()));
  return std::unique_ptr<SqlHistory>(new SqlHistory(std::move(*database)));
}

}  // namespace swapguard::history
