// Database: one open connection, checked and ready. The only place that speaks SQLite's own dialect (with
// schema.cpp) and where exceptions of SOCI end.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>

#include "io/history/history.h"
#include "io/history/storage_error.h"

namespace swapguard::history {

struct DatabaseOptions {
  Duration busy_wait = seconds{5};  // for another process's lock
  std::int64_t pages_max = 0;       // of 4 KiB; 0: as far as the disk reaches
};

class Database {
 public:
  // `sqlite:PATH`, a bare path or `:memory:`. Makes missing folders. Durable: WAL with a sync at each commit.
  static Result<std::unique_ptr<Database>, StorageError> open(const std::string& where,
                                                              const DatabaseOptions& options);

  soci::session& sql() { return sql_; }
  const std::string& path() const { return path_; }

  // Runs `work` and turns what it throws into a StorageError.
  template <class Work>
  auto attempt(Work&& work) -> Result<std::invoke_result_t<Work>, StorageError> {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
        work();
        return {};
      } else {
        return work();
      }
    } catch (const std::exception& error) {
      return failure(describe(error, path_, system_error()));
    }
  }

 private:
  explicit Database(std::string path) : path_(std::move(path)) {}
  int system_error();
  void prepare(const DatabaseOptions& options);

  std::string path_;
  soci::session sql_;
};

}  // namespace swapguard::history
