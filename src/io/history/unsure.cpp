#include "io/history/unsure.h"

#include <algorithm>
#include <utility>

namespace swapguard::history {

std::size_t Unsure::written(Database& database, const std::vector<std::string>& rows) {
  if (rows_.empty()) return 0;
  std::string state;
  database.sql() << database.dialect().was_written, soci::use(transaction_), soci::into(state);
  if (state == "in progress") throw soci::soci_error("the last transaction has not ended yet");
  const std::vector<std::string> before = std::exchange(rows_, {});
  if (state != "committed") return 0;
  const auto end = std::mismatch(rows.begin(), rows.end(), before.begin(), before.end()).first;
  return static_cast<std::size_t>(end - rows.begin());
}

void Unsure::begin(Database& database, std::vector<std::string> rows) {
  if (rows.empty() || database.dialect().written_as.empty()) return;
  database.sql() << database.dialect().written_as, soci::into(transaction_);
  rows_ = std::move(rows);
}

}  // namespace swapguard::history
