#include "examine.h"

#include "cost.h"

namespace swapguard::bench {
namespace {

// The same world without memory trouble and cycling.
Tally play_untroubled(const Future& future) {
  Platform platform(future, Platform::Trouble::none);
  while (platform.now() < future.steps()) platform.advance(nullptr, false);
  return platform.finish(nullptr);
}

}  // namespace

Played play(const Future& future, const Optimum* optimum, Policy& policy) {
  Platform platform(future);
  Platform::Listener listener;
  if (policy.reads_log()) {
    listener = [&](const observe::Observation& line) { policy.take(line, platform); };
  }
  policy.begin(platform);
  while (platform.now() < future.steps()) {
    platform.advance(listener, policy.reads_requests());
    policy.pass(platform);
  }
  return {platform.finish(optimum), platform.acts()};
}

Examined examine(Spec spec, const std::vector<PolicyRow>& rows) {
  const Future future(std::move(spec));
  const Optimum optimum(future);
  const Tally calm = play_untroubled(future);
  Examined examined;
  examined.family = future.spec().family;
  examined.seed = future.spec().seed;
  examined.days = static_cast<double>(future.steps()) / steps_a_day;
  examined.dyno_days = calm.dyno_seconds / 86400;
  examined.bound = optimum.bound();
  examined.unavoidable = calm.hurt();
  examined.start = future.spec().start;
  examined.names = Platform(future).names();
  for (const PolicyRow& row : rows) {
    const auto policy = row.make(optimum);
    Played played = play(future, &optimum, *policy);
    Score score{std::string(row.name), played.tally, std::move(played.acts)};
    score.cost = score.tally.hurt() - calm.hurt() + score.tally.left_behind;
    const double floor = prices.floor * score.tally.served;
    score.ratio = (score.cost + floor) / (examined.bound + floor);
    examined.scores.push_back(std::move(score));
  }
  return examined;
}

}  // namespace swapguard::bench
