// World: what all simulated apps share: the timeline, the truth, the log under way and the seed.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/model/log_record.h"
#include "sim/model/spec.h"
#include "sim/model/timeline.h"
#include "sim/model/truth.h"

namespace swapguard::sim {

struct World {
  World(Instant start, std::uint64_t chosen_seed, Timing chosen_timing, bool tells_values = false)
      : timeline(start), seed(chosen_seed), timing(chosen_timing), values(tells_values) {}

  Timeline timeline;
  std::uint64_t seed;
  Timing timing;
  bool values;  // Spec::values
  Truth truth;
  std::vector<LogRecord> said;  // since the last hand-over, in time order

  Instant now() const { return timeline.now(); }
  void say(const AppName& app, logplex::Origin origin, std::string process, std::string text) {
    said.push_back({app, now(), origin, std::move(process), std::move(text)});
  }
};

}  // namespace swapguard::sim
