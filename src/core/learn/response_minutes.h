// ResponseMinutes: how an app's requests fare, minute by minute, from router lines. Kept until a minute is
// over, then handed out to be stored. O(1) a request; neither path nor address ever comes here.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/learn/service_times.h"
#include "core/observe/observation.h"

namespace swapguard::learn {

struct ResponsesOfMinute {
  Instant at;  // its beginning
  std::int64_t requests = 0;
  std::int64_t errors = 0;       // answered 5xx, or with an H code
  std::optional<double> p95_ms;  // of those whose line tells a service time
};

class ResponseMinutes {
 public:
  // Log lines of a minute may come so much later.
  static constexpr Duration patience = minutes{1};

  // Takes one request. What comes later than its minute was handed out makes a row of its own: rows of a
  // minute add up.
  void take(const observe::Request& request, Instant at);
  // The minutes that were over `patience` before `now`, the oldest first. No more than a few stay open; older
  // ones are handed out at once.
  std::vector<ResponsesOfMinute> over(Instant now);
  // All that is left.
  std::vector<ResponsesOfMinute> rest() { return over(Instant::max()); }

 private:
  static constexpr std::size_t open_max = 8;
  struct Row {
    Instant at;
    std::int64_t requests = 0, errors = 0;
    ServiceTimes times;
  };
  std::vector<Row> open_;  // by time
};

}  // namespace swapguard::learn
