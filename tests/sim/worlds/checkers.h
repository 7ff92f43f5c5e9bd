// Checkers: S1 to S13 of ARCHITECTURE.md and liveness, each from the facts of a world alone (watcher.h).
#pragma once

#include <memory>
#include <vector>

#include "sim/worlds/watcher.h"

namespace swapguard::worlds {

using Watchers = std::vector<std::unique_ptr<Watcher>>;

void add_sending_checkers(Scene& scene, Watchers& all);   // S1 to S6: may this DELETE leave?
void add_pace_checkers(Scene& scene, Watchers& all);      // S7 to S9, S13: may it leave now?
void add_telling_checkers(Scene& scene, Watchers& all);   // S10 to S12: is it known, and told?
void add_liveness_checkers(Scene& scene, Watchers& all);  // and does anything happen at all?

Watchers all_checkers(Scene& scene);

// From the decision to the DELETE four steps are taken, each of 20 s at most.
inline constexpr Duration steps_most = seconds{80};

// RSS + swap is at the limit of the policy.
inline bool at_limit(const policy::AppPolicy& policy, const ProcessType& type, Bytes used, Bytes quota) {
  const auto limit = policy.of(type).restart_at.of(quota);
  return limit && used >= *limit;
}

}  // namespace swapguard::worlds
