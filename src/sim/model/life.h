// Life: one generation of a dyno, from its listing by the API to the end of its process.
#pragma once

#include <memory>
#include <string>

#include "core/guard/event.h"
#include "sim/model/app_state.h"
#include "sim/model/memory.h"
#include "sim/model/world.h"

namespace swapguard::sim {

struct Life {
  guard::PlatformDyno dyno;  // as the API lists it
  DynoSize size;
  Memory memory;
  Random random;
  bool started = false;   // the process runs
  bool metrics = false;   // log-runtime-metrics was on when the process started
  bool stopping = false;  // SIGTERM is decided
  bool ended = false;
  Instant started_at{}, sampled_at{};
  double load = 0.2;
  std::shared_ptr<GenerationTruth> truth;
};
using LifePtr = std::shared_ptr<Life>;

// Takes one reading and prints what the platform prints about it: load, memory, R14. The reading is the
// answer; acting on R15 is left to the caller.
Reading print_sample(World& world, const AppState& app, const LifePtr& life, double requests);

}  // namespace swapguard::sim
