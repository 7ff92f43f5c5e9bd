// MinuteCounts: requests and failures of the last hour, a row a minute. O(1) a request.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/time.h"

namespace swapguard::learn {

struct Requests {
  std::int64_t all = 0;
  std::int64_t failed = 0;  // 5xx or an H code
};

class MinuteCounts {
 public:
  static constexpr std::int64_t minutes_kept = 60;

  void push(bool failed, Instant at);
  // Of whole minutes: from the one that `from` lies in up to the one before that of `to`. What is older than
  // an hour before the newest request is forgotten.
  Requests between(Instant from, Instant to) const;

 private:
  struct Row {
    std::uint32_t minute = 0;  // since 1970
    std::uint32_t all = 0, failed = 0;
  };
  std::vector<Row> rows_;  // none before the first request: workers serve none
};

}  // namespace swapguard::learn
