// Truth: what really happened in a simulated platform, for checkers. The guard never sees it.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::sim {

// Why a generation was or is being replaced.
enum class Cause { none, request, deploy, config, scale, cycling, memory_kill, crash, stop };

struct GenerationTruth {
  AppName app;
  DynoName dyno;
  DynoId id;
  int release = 0;
  Instant created_at;
  std::optional<Instant> started_at, up_at;
  std::optional<Instant> unlisted_at;  // from here on the API does not list it
  std::optional<Instant> ended_at;     // the process is gone
  Cause ended_by = Cause::none;        // set as soon as its end is decided
  int restart_requests = 0;            // that hit it, over the API
  int samples = 0;
  int samples_over_quota = 0;  // RSS + swap over the quota
  Bytes memory, peak, quota;   // RSS + swap; newest and largest
};

// A request that somebody made over the API and that the platform accepted.
struct ActTruth {
  Instant at;
  AppName app;
  std::string what;  // restart, stop, scale, deploy, config, feature
  std::string target;
  DynoId hit;  // restart of one dyno: the generation that held the name
};

// The number of dynos of a type that are up and serving has changed.
struct UpTruth {
  Instant at;
  AppName app;
  ProcessType type;
  int up = 0;
  int wanted = 0;
};

// The newest of each; the oldest are forgotten beyond the bound.
struct Truth {
  static constexpr std::size_t most = 100000;
  std::deque<std::shared_ptr<GenerationTruth>> generations;  // in order of creation
  std::deque<ActTruth> acts;
  std::deque<UpTruth> ups;

  template <class Queue, class Item>
  static void keep(Queue& queue, Item item) {
    if (queue.size() >= most) queue.pop_front();
    queue.push_back(std::move(item));
  }
  std::shared_ptr<const GenerationTruth> find(DynoId id) const {
    for (auto it = generations.rbegin(); it != generations.rend(); ++it) {
      if ((*it)->id == id) return *it;
    }
    return nullptr;
  }
};

}  // namespace swapguard::sim
