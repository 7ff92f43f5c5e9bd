// Measures: what a column of the report says of a log, as it was or as it would have been.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/observe/observation.h"
#include "rehearse/reading.h"
#include "rehearse/what_if.h"

namespace swapguard::rehearse {

struct Measures {
  int r14 = 0, r15 = 0;   // lines of these errors
  Duration over_quota{};  // of all dynos together
  Bytes peak_swap;        // of one dyno
  // As it was: `Restarting` lines, not those of deploys, scaling and config vars. Else what the guard
  // decided.
  int restarts = 0;
  int not_needed = 0;               // of the guard's restarts, with hindsight
  int not_judged = 0;               // the log ends too soon to tell
  std::map<ProcessType, int> down;  // most of a type down at once by the guard's hand
};

class Measuring {
 public:
  // A sample over the quota stands for the time since the one before, but for no more than this.
  static constexpr Duration sample_most = minutes{1};

  void take(const observe::Observation& line);
  const Measures& measures() const { return measures_; }

 private:
  struct Seen {
    Reading reading;
    Instant at;
  };
  void sampled(const observe::MemorySample& sample, Instant at);
  void failed(const DynoName& dyno, int code, Instant at);

  Measures measures_;
  std::map<DynoId, Seen> seen_;
  std::map<DynoName, bool> sampled_;      // places whose memory is known by samples
  std::map<DynoName, Instant> last_r14_;  // of the others
  Instant settles_at_{};
};

// The most of each type that are down at once.
std::map<ProcessType, int> down_at_once(const std::vector<ImaginedRestart>& restarts);

}  // namespace swapguard::rehearse
