// Database: one open connection, checked and ready, and where exceptions of SOCI end. What SQLite and
// PostgreSQL do differently stands in sqlite.cpp, postgres.cpp and dialect.h.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>

#include "io/history/dialect.h"
#include "io/history/history.h"
#include "io/history/storage_error.h"

namespace swapguard::history {

struct DatabaseOptions {
  Duration busy_wait = seconds{5};      // for another process's lock
  std::int64_t pages_max = 0;           // SQLite: of 4 KiB; 0: as far as the disk reaches
  Duration answer_within = seconds{8};  // PostgreSQL: a statement that takes longer is given up
  std::string clock = {};               // SQL instead of the database's own clock; for tests
};

class Database {
 public:
  // `sqlite:PATH`, a bare path, `:memory:`, `postgres://…` or `postgresql://…`.
  static Result<std::unique_ptr<Database>, StorageError> open(const std::string& where,
                                                              const DatabaseOptions& options);
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  soci::session& sql() { return sql_; }
  // As messages may name it: never with a password.
  const std::string& path() const { return path_; }
  const Dialect& dialect() const { return dialect_; }
  // The database's clock as SQL.
  const std::string& clock() const { return clock_; }
  // Before an upgrade: keeps what it could spoil, where that is this program's to do. Throws as SOCI does.
  virtual void keep_copy_of(int /*version*/) {}
  // `text` as this database can keep it.
  std::string storable(const std::string& text) const;

  // How what the call under way commits becomes durable, where it is ours to say; each call begins as
  // `synced`.
  enum class Commit {
    synced,    // when it returns
    at_once,   // so too, and nothing stands before it that can be done later
    followed,  // by a later commit at the latest: who cannot do without calls for one
  };
  // Between transactions. Throws as SOCI does.
  virtual void commit_as(Commit /*how*/) {}

  // Runs `work` and turns what it throws into a StorageError.
  template <class Work>
  auto attempt(Work&& work) -> Result<std::invoke_result_t<Work>, StorageError> {
    try {
      const Call call(*this);
      if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
        work();
        return {};
      } else {
        return work();
      }
    } catch (const std::exception& error) {
      return failure(describe_failure(error));
    }
  }

 protected:
  Database(const Dialect& dialect, std::string path, const DatabaseOptions& options)
      : dialect_(dialect),
        path_(std::move(path)),
        clock_(options.clock.empty() ? std::string(dialect.now) : options.clock) {}

  // Before and after each attempt. The first may throw as SOCI does.
  virtual void begin_call() {}
  virtual void end_call() {}
  virtual StorageError describe_failure(const std::exception& error) = 0;

 private:
  struct Call {
    explicit Call(Database& the_database) : database(the_database) { database.begin_call(); }
    ~Call() { database.end_call(); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    Database& database;
  };

  const Dialect& dialect_;
  std::string path_, clock_;
  soci::session sql_;
};

// True for an address of PostgreSQL.
bool is_postgres(std::string_view where);

Result<std::unique_ptr<Database>, StorageError> open_sqlite(const std::string& where,
                                                            const DatabaseOptions& options);
Result<std::unique_ptr<Database>, StorageError> open_postgres(const std::string& where,
                                                              const DatabaseOptions& options);

}  // namespace swapguard::history
