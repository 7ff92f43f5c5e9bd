// Unsure: what was being written when the connection was lost at a commit. Rows that add to what is there
// must neither be written twice nor be given up.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/history/database.h"

namespace swapguard::history {

// Whoever could not write rows tries again with them in front. All members throw as SOCI does.
class Unsure {
 public:
  // How many of these rows, from the first on, the transaction wrote whose answer was lost.
  std::size_t written(Database& database, const std::vector<std::string>& rows);
  // Within a transaction that is to write them.
  void begin(Database& database, std::vector<std::string> rows);
  void committed() { rows_.clear(); }

 private:
  std::string transaction_;
  std::vector<std::string> rows_;  // empty: nothing is unsure
};

}  // namespace swapguard::history
