// For the tests of this folder: a folder that goes away, and records, entries and samples to store.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

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

inline std::unique_ptr<SqlHistory> open_history(const std::string& where = ":memory:",
                                                const DatabaseOptions& options = {}) {
  auto history = SqlHistory::open(where, options);
  EXPECT_TRUE(history) << history.error().message;
  return history ? std::move(*history) : nullptr;
}

}  // namespace swapguard::history::testing
