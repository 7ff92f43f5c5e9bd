// The history in a file of SQLite: durable by WAL with a sync at each commit.
#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "io/history/database.h"
#include "io/history/keep_copy.h"

namespace swapguard::history {
namespace {

using Kind = StorageError::Kind;

std::optional<StorageError> make_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) return std::nullopt;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return std::nullopt;
  const bool denied = error == std::errc::permission_denied || error == std::errc::read_only_file_system;
  const bool full = error == std::errc::no_space_on_device;
  return storage_error(denied ? Kind::read_only
                       : full ? Kind::full
                              : Kind::unavailable,
                       path, error.message());
}

// What the place itself rules out before SQLite is asked. SOCI's connection string cannot carry a quote.
std::optional<StorageError> look_at(const std::string& path) {
  if (path.empty()) return storage_error(Kind::unavailable, "''", "the path is empty");
  if (path.find('"') != std::string::npos)
    return storage_error(Kind::unavailable, path, "a quote in the path");
  if (path == ":memory:") return std::nullopt;
  if (path.find("://") != std::string::npos) {
    return storage_error(Kind::unavailable, path.substr(0, path.find("://")),
                         "a path or postgres://… is what it can be");
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return storage_error(Kind::unavailable, path, "it is a directory");
  }
  return make_folder(path);
}

std::string path_of(std::string_view where) {
  constexpr std::string_view scheme = "sqlite:";
  if (where.starts_with(scheme)) where.remove_prefix(scheme.size());
  return std::string(where);
}

class Sqlite final : public Database {
 public:
  Sqlite(std::string path, const DatabaseOptions& options)
      : Database(sqlite_dialect, std::move(path), options) {}
  void prepare(const DatabaseOptions& options);
  void keep_copy_of(int version) override { keep_copy(sql(), path(), version); }

 private:
  StorageError describe_failure(const std::exception& error) override {
    auto* backend = static_cast<soci::sqlite3_session_backend*>(sql().get_backend());
    const bool open = backend != nullptr && backend->conn_ != nullptr;
    return describe(error, path(), open ? sqlite_api::sqlite3_system_errno(backend->conn_) : 0);
  }
};

void Sqlite::prepare(const DatabaseOptions& options) {
  make_private_file(path());
  sql().open(soci::sqlite3, fmt::format("dbname=\"{}\"", path()));
  const auto wait = std::chrono::duration_cast<milliseconds>(options.busy_wait).count();
  std::string answer;
  sql() << fmt::format("pragma busy_timeout = {}", wait);
  sql() << "pragma quick_check(1)", soci::into(answer);
  if (answer != "ok") throw Unreadable(answer);
  // A database on a read-only file stays in its mode without an error: told by sqlite3_db_readonly.
  sql() << "pragma journal_mode = wal", soci::into(answer);
  sql() << "pragma synchronous = full";
  sql() << "pragma foreign_keys = on";
  if (options.pages_max > 0) sql() << fmt::format("pragma max_page_count = {}", options.pages_max);
}

}  // namespace

// Makes missing folders.
Result<std::unique_ptr<Database>, StorageError> open_sqlite(const std::string& where,
                                                            const DatabaseOptions& options) {
  std::string path = path_of(where);
  if (auto error = look_at(path)) return failure(std::move(*error));
  auto database = std::make_unique<Sqlite>(std::move(path), options);
  auto ready = database->attempt([&] { database->prepare(options); });
  if (!ready) return failure(std::move(ready.error()));
  auto& backend = static_cast<soci::sqlite3_session_backend&>(*database->sql().get_backend());
  if (sqlite_api::sqlite3_db_readonly(backend.conn_, "main") == 1) {
    return failure(storage_error(Kind::read_only, database->path()));
  }
  return database;
}

}  // namespace swapguard::history
