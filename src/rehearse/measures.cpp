#include "rehearse/measures.h"

#include <algorithm>

namespace swapguard::rehearse {
namespace {

constexpr Duration usual_interval = seconds{20};
constexpr Duration settling = minutes{5};

}  // namespace

void Measuring::take(const observe::Observation& line) {
  if (const auto* sample = std::get_if<observe::MemorySample>(&line.what)) {
    sampled_[line.dyno] = true;
    sampled(*sample, line.at);
  } else if (const auto* error = std::get_if<observe::DynoError>(&line.what)) {
    failed(line.dyno, error->code, line.at);
  } else if (const auto* life = std::get_if<observe::Lifecycle>(&line.what)) {
    const bool asked_for = life->step == observe::LifecycleStep::restarting && line.at >= settles_at_;
    if (asked_for) ++measures_.restarts;
  } else if (std::holds_alternative<observe::Released>(line.what) ||
             std::holds_alternative<observe::Deployed>(line.what) ||
             std::holds_alternative<observe::ConfigChanged>(line.what) ||
             std::holds_alternative<observe::Scaled>(line.what)) {
    settles_at_ = line.at + settling;
  }
}

void Measuring::sampled(const observe::MemorySample& sample, Instant at) {
  const auto [found, fresh] = seen_.try_emplace(sample.id);
  Seen& seen = found->second;
  const Duration since = fresh ? usual_interval : std::clamp(at - seen.at, Duration{}, Duration{sample_most});
  seen.reading.take(sample);
  seen.at = std::max(seen.at, at);
  if (sample.swap) measures_.peak_swap = std::max(measures_.peak_swap, *sample.swap);
  const auto used = seen.reading.used();
  if (used && seen.reading.quota && *used > *seen.reading.quota) measures_.over_quota += since;
}

void Measuring::failed(const DynoName& dyno, int code, Instant at) {
  if (code == 15) ++measures_.r15;
  if (code != 14) return;
  ++measures_.r14;
  if (sampled_.contains(dyno)) return;
  // The platform prints R14 about as often as samples.
  const auto [found, fresh] = last_r14_.try_emplace(dyno, at);
  measures_.over_quota +=
      fresh ? usual_interval : std::clamp(at - found->second, Duration{}, Duration{sample_most});
  found->second = std::max(found->second, at);
}

std::map<ProcessType, int> down_at_once(const std::vector<ImaginedRestart>& restarts) {
  std::map<ProcessType, std::vector<std::pair<Instant, int>>> changes;
  for (const auto& restart : restarts) {
    auto& of_type = changes[restart.dyno.type()];
    if (restart.preboot) continue;
    of_type.emplace_back(restart.at, +1);
    of_type.emplace_back(restart.up_at, -1);
  }
  std::map<ProcessType, int> most;
  for (auto& [type, of_type] : changes) {
    std::sort(of_type.begin(), of_type.end());  // at the same moment the end of one comes first
    int down = 0;
    int& worst = most[type];
    for (const auto& [at, change] : of_type) worst = std::max(worst, down += change);
  }
  return most;
}

}  // namespace swapguard::rehearse
