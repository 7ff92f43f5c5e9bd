#include "io/history/database.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

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
    return storage_error(Kind::unavailable, path.substr(0, path.find("://")), "only SQLite is built in");
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

}  // namespace

Result<std::unique_ptr<Database>, StorageError> Database::open(const std::string& where,
                                                               const DatabaseOptions& options) {
  std::string path = path_of(where);
  if (auto error = look_at(path)) return failure(std::move(*error));
  std::unique_ptr<Database> database(new Database(std::move(path)));
  auto ready = database->attempt([&] { database->prepare(options); });
  if (!ready) return failure(std::move(ready.error()));
  auto& backend = static_cast<soci::sqlite3_session_backend&>(*database->sql_.get_backend());
  if (sqlite_api::sqlite3_db_readonly(backend.conn_, "main") == 1) {
    return failure(storage_error(Kind::read_only, database->path_));
  }
  return database;
}

void Database::prepare(const DatabaseOptions& options) {
  make_private_file(path_);
  sql_.open(soci::sqlite3, fmt::format("dbname=\"{}\"", path_));
  const auto wait = std::chrono::duration_cast<milliseconds>(options.busy_wait).count();
  std::string answer;
  sql_ << fmt::format("pragma busy_timeout = {}", wait);
  sql_ << "pragma quick_check(1)", soci::into(answer);
  if (answer != "ok") throw Unreadable(answer);
  // A database on a read-only file stays in its mode without an error: told by sqlite3_db_readonly.
  sql_ << "pragma journal_mode = wal", soci::into(answer);
  sql_ << "pragma synchronous = full";
  sql_ << "pragma foreign_keys = on";
  if (options.pages_max > 0) sql_ << fmt::format("pragma max_page_count = {}", options.pages_max);
}

int Database::system_error() {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql_.get_backend());
  return backend == nullptr || backend->conn_ == nullptr ? 0
                                                         : sqlite_api::sqlite3_system_errno(backend->conn_);
}

}  // namespace swapguard::history
