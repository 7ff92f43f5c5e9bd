// Lines: what a simulated platform says in the app's log, as the observations that reading it would give.
#pragma once

#include <vector>

#include "core/observe/observation.h"
#include "future.h"
#include "optimum.h"

namespace swapguard::bench {

// A generation with what its lines carry.
struct Life : Generation {
  DynoId id;
  int cycled_at = 0;
  Duration phase{};  // its samples stand this far into each twenty seconds
};

class Lines {
 public:
  explicit Lines(const Future& future);

  // Everything said from here on belongs to this step.
  void begin(int step);
  // What was said in the step, by time, less what the log lost. Valid until begin().
  const std::vector<observe::Observation>& end();

  void formation(const std::vector<std::pair<ProcessType, int>>& quantities);
  void release();
  void restarting(std::size_t place, bool cycling, bool was_up);
  void stopping(std::size_t place, Duration after);  // SIGTERM, exit
  void starting(std::size_t place, bool first);
  void up(std::size_t place);
  void down(std::size_t place);
  void killed(std::size_t place, double memory_mb);
  // A sample if one is due in this step, with R14 when it is over quota.
  void sample(std::size_t place, const Life& life, double memory_mb);
  // Some of the requests that this dyno was given.
  void requests(std::size_t place, double per_second, double hurt, bool warming);

 private:
  void say(std::size_t place, Duration after, observe::What what);
  void say_of_app(Duration after, observe::What what);
  bool lost(const observe::Observation& line, std::size_t number) const;

  const Future& future_;
  int step_ = 0;
  bool deaf_ = false;  // within a loss
  int release_ = 100;
  std::vector<DynoName> names_;
  std::vector<observe::Observation> said_;
};

}  // namespace swapguard::bench
