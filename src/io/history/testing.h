// For the tests of this folder: a folder that goes away, and records, entries and samples to store.
#pragma once

#include <gtest/gtest.h>
#include <soci/postgresql/soci-postgresql.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/history/sql_history.h"

namespace swapguard::history::testing {

using guard::RestartState;
using Answer = guard::RestartClaimed::Answer;

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "swapguard-history-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline const AppName acme("acme-prod");
inline const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

inline DynoId dyno_id(std::uint32_t number) {
  DynoId id;
  id.octets[0] = 0xa1;
  for (std::size_t i = 0; i < 4; ++i) id.octets[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}

inline guard::RestartRecord restart(std::string_view decision, std::uint32_t generation, Instant at = noon) {
  return {.decision = DecisionId(decision),
          .app = acme,
          .dyno = DynoName("web.1"),
          .id = dyno_id(generation),
          .reason = "over_limit",
          .decided_at = at,
          .changed_at = at,
          .memory = Bytes::megabytes(462),
          .quota = Bytes::megabytes(512)};
}

inline guard::JournalEntry entry(guard::Kind kind, std::string_view dyno, Instant at = noon) {
  return {.kind = kind,
          .at = at,
          .app = acme,
          .type = DynoName(dyno).type(),
          .dyno = DynoName(dyno),
          .id = dyno_id(1),
          .reason = "cooldown",
          .title = "web.1 waits"};
}

inline StoredSample sample(std::string_view dyno, std::uint32_t generation, Instant at, std::int64_t used_mb,
                           std::int64_t swap_mb = 0) {
  const Bytes used = Bytes::megabytes(used_mb);
  return {.app = acme,
          .dyno = DynoName(dyno),
          .id = dyno_id(generation),
          .at = at,
          .quota = Bytes::megabytes(512),
          .used_min = used,
          .used_mean = used,
          .used_max = used,
          .swap_max = Bytes::megabytes(swap_mb)};
}

// The server that SWAPGUARD_TEST_POSTGRES names, for the same tests on PostgreSQL; empty: SQLite.
inline std::string server() {
  const char* set = std::getenv("SWAPGUARD_TEST_POSTGRES");
  return set == nullptr ? "" : set;
}

// The databases that a test makes: one for each file it names, so that it may be opened again. They go with
// it.
class Databases final : public ::testing::EmptyTestEventListener {
 public:
  static Databases& of_tests() {
    static auto* all = [] {
      auto* made = new Databases;
      ::testing::UnitTest::GetInstance()->listeners().Append(made);
      return made;
    }();
    return *all;
  }
  std::string url_of(const std::string& file) {
    if (file != ":memory:" && urls_.contains(file)) return urls_[file];
    const std::string name = "t" + std::to_string(::getpid()) + "_" + std::to_string(names_.size());
    soci::session(soci::postgresql, server()) << "create database " << name << " strategy file_copy";
    names_.push_back(name);
    std::string url = server();
    url.replace(url.find("/postgres?"), 9, "/" + name);
    if (file != ":memory:") urls_[file] = url;
    return url;
  }

 private:
  void OnTestEnd(const ::testing::TestInfo&) override {
    for (const std::string& name : names_) {
      soci::session(soci::postgresql, server()) << "drop database " << name << " with (force)";
    }
    names_.clear();
    urls_.clear();
  }
  std::vector<std::string> names_;
  std::map<std::string, std::string> urls_;
};

// An empty database of that server for as long as it lives.
class FreshDatabase {
 public:
  explicit FreshDatabase(std::string name) : name_(std::move(name)) {
    soci::session(soci::postgresql, server()) << "create database " << name_ << " strategy file_copy";
  }
  ~FreshDatabase() {
    soci::session(soci::postgresql, server()) << "drop database " << name_ << " with (force)";
  }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;
  std::string url() const {
    std::string url = server();
    return url.replace(url.find("/postgres?"), 9, "/" + name_);
  }

 private:
  std::string name_;
};

inline std::string place_of(const std::string& file) {
  return server().empty() || is_postgres(file) ? file : Databases::of_tests().url_of(file);
}

// As a history before several instances were known.
inline void forget_leases(SqlHistory& history) {
  auto& sql = history.database().sql();
  for (const char* table : {"instances", "leases", "handed", "learned"}) sql << "drop table " << table;
  sql << "alter table schema_version drop column usable_from";
  sql << "alter table restarts drop column fence";
}

inline std::unique_ptr<SqlHistory> open_history(const std::string& file = ":memory:",
                                                const DatabaseOptions& options = {}) {
  const std::string where = place_of(file);
  auto history = SqlHistory::open(where, options);
  EXPECT_TRUE(history) << history.error().message;
  return history ? std::move(*history) : nullptr;
}

}  // namespace swapguard::history::testing
