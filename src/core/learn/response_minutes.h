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
  // After so long without a line of it a minute is taken to be whole: lines come late, an hour's backlog too.
  static constexpr Duration patience = minutes{1};

  // Takes one request, by its line's time and the wall clock. What comes after its minute was handed out
  // makes a row of its own: rows of a minute add up.
  void take(const observe::Request& request, Instant at, Instant now);
  // The minutes that are over and whole, the oldest first. No more than a few stay open; older ones are
  // handed out at once.
  std::vector<ResponsesOfMinute> over(Instant now);
  // All that is left.
  std::vector<ResponsesOfMinute> rest() { return over(Instant::max()); }

 private:
  static constexpr std::size_t open_max = 8;
  struct Row {
    Instant at, touched;
    std::int64_t requests = 0, errors = 0;
    ServiceTimes times;
  };
  std::vector<Row> open_;  // by time
};

}  // namespace swapguard::learn
