// LogFold: folds a log through a rehearsed guard with the log's own time. Everything due up to a moment falls
// before the line that brings it; ticks come after all that was due up to them.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/logplex/log_line.h"
#include "core/observe/observation.h"
#include "rehearse/rehearsal.h"

namespace swapguard::app {

class LogFold {
 public:
  struct Options {
    policy::AppPolicy policy;                     // its app is the app of the log
    std::optional<guard::FormationListed> facts;  // told before the first line
    std::vector<guard::PlatformDyno> dynos;       // listed before the first line; empty: not told
    Duration tick{};                              // 0: none
  };

  struct Counts {
    std::uint64_t lines = 0;
    std::array<std::uint64_t, observe::ignored_reasons> ignored{};
    Instant first, last;  // of the dated lines
  };

  LogFold(Options options, rehearse::Rehearsal::Sink sink, std::function<void(Instant)> tick);

  // A line and what it was taken for.
  void take(const logplex::LogLine& line, const Result<observe::Observation, observe::Ignored>& verdict);

  // All that falls due up to the newest of times that lines had, the first of which began the log.
  void pass(Instant first, Instant newest);

  const Counts& counts() const { return counts_; }

 private:
  void begin(Instant at);
  void advance(Instant at);

  Options options_;
  rehearse::Rehearsal rehearsal_;
  std::function<void(Instant)> tick_;
  Counts counts_;
  Instant now_{};
  Instant next_tick_{};
  bool begun_ = false;
};

}  // namespace swapguard::app
