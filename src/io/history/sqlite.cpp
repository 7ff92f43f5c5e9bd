// The history in a file of SQLite: durable by WAL with a sync at each commit, save those that another one
// follows.
#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>

#include "io/history/database.h"
#include "io/history/keep_copy.h"

namespace swapguard::history {
namespace {

using Kind = StorageError::Kind;

constexpr int log_pages = 1000;                             // over so many the log goes into the database
constexpr sqlite_api::sqlite3_int64 log_octets = 5u << 20;  // room for them, and for those of one commit more

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
  void commit_as(Commit how) override;

 private:
  void begin_call() override;
  StorageError describe_failure(const std::exception& error) override;
  std::string ask(const char* question, Duration wait);
  void empty_the_log();
  void make_room_for_the_log();
  bool run(const char* statement) {
    return sqlite_api::sqlite3_exec(connection(), statement, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  static int committed(void* self, sqlite_api::sqlite3* connection, const char* name, int pages);

  sqlite_api::sqlite3* connection() {
    auto* backend = static_cast<soci::sqlite3_session_backend*>(sql().get_backend());
    return backend == nullptr ? nullptr : backend->conn_;
  }

  Commit how_ = Commit::synced;
  bool unsynced_ = false;  // the log ends with commits that no sync has followed yet
  bool doubtful_ = false;  // and the sync that was to follow failed
};

// SQLite refuses some of those that open a new file at once, whatever its own time to wait: each holds what
// the other needs. One of them is done soon.
std::string Sqlite::ask(const char* question, Duration wait) {
  const auto give_up_at = std::chrono::steady_clock::now() + wait;
  while (true) {
    try {
      std::string answer;
      sql() << question, soci::into(answer);
      return answer;
    } catch (const soci::sqlite3_soci_error& error) {
      if (error.result() != SQLITE_BUSY || std::chrono::steady_clock::now() >= give_up_at) throw;
    }
    std::this_thread::sleep_for(milliseconds{10});
  }
}

void Sqlite::begin_call() {
  if (doubtful_) empty_the_log();
  commit_as(Commit::synced);
}

void Sqlite::commit_as(Commit how) {
  const bool syncs = how != Commit::followed;
  if (syncs != (how_ != Commit::followed)) {
    sql() << "pragma synchronous = " << (syncs ? "full" : "normal");
  }
  how_ = how;
}

StorageError Sqlite::describe_failure(const std::exception& error) {
  doubtful_ = doubtful_ || unsynced_;
  return describe(error, path(),
                  connection() != nullptr ? sqlite_api::sqlite3_system_errno(connection()) : 0);
}

// After a sync that failed, what it was to save reads well and may yet not be on the disk; all that is
// written behind it would be lost with it. So it goes into the database before anything more is promised.
void Sqlite::empty_the_log() {
  int busy = 0, pages = 0, moved = 0;
  sql() << "pragma wal_checkpoint(truncate)", soci::into(busy), soci::into(pages), soci::into(moved);
  if (busy != 0) throw soci::soci_error("another process reads the log of the database");
  unsynced_ = doubtful_ = false;
  make_room_for_the_log();
}

// A sync of a file that has grown waits for the file system's own journal besides: 5.7 ms at the median where
// one of a file that keeps its size took 1.9 (ext4). What cannot be had is done without. Under the lock of
// those who write: SQLite makes a file longer by writing zeros into it, over what another process has
// appended since it looked how long the file is.
void Sqlite::make_room_for_the_log() {
  sqlite_api::sqlite3_file* log = nullptr;
  sqlite_api::sqlite3_file_control(connection(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log == nullptr || log->pMethods == nullptr || log->pMethods->xFileControl == nullptr) return;
  sqlite_api::sqlite3_int64 long_already = 0;
  log->pMethods->xFileSize(log, &long_already);
  if (long_already >= log_octets || !run("begin immediate")) return;
  int in_steps_of = 1 << 20;
  auto octets = log_octets;
  log->pMethods->xFileControl(log, SQLITE_FCNTL_CHUNK_SIZE, &in_steps_of);
  log->pMethods->xFileControl(log, SQLITE_FCNTL_SIZE_HINT, &octets);
  run("rollback");
}

// In the place of SQLite's own hook, which moves the log into the database whoever waits for the commit.
int Sqlite::committed(void* self, sqlite_api::sqlite3* connection, const char* name, int pages) {
  auto& database = *static_cast<Sqlite*>(self);
  database.unsynced_ = database.how_ == Commit::followed;
  if (pages >= log_pages && database.how_ == Commit::synced) {
    sqlite_api::sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  return SQLITE_OK;
}

// Each connection is used by one thread at a time: without locks around each call and each piece of memory.
// Must come before the first connection; later it changes nothing.
void use_without_locks() {
  static const bool done = [] {
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  (void)done;
}

void Sqlite::prepare(const DatabaseOptions& options) {
  use_without_locks();
  make_private_file(path());
  sql().open(soci::sqlite3, fmt::format("dbname=\"{}\"", path()));
  const auto wait = std::chrono::duration_cast<milliseconds>(options.busy_wait).count();
  sql() << fmt::format("pragma busy_timeout = {}", wait);
  const std::string sound = ask("pragma quick_check(1)", options.busy_wait);
  if (sound != "ok") throw Unreadable(sound);
  // A database on a read-only file stays in its mode without an error: told by sqlite3_db_readonly.
  if (ask("pragma journal_mode = wal", options.busy_wait) == "wal") make_room_for_the_log();
  sql() << "pragma synchronous = full";
  sqlite_api::sqlite3_wal_hook(connection(), &Sqlite::committed, this);
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
