// The part of Foresight that says when limit and quota are reached, and keeps its own record.
#include "core/guard/foresight.h"

namespace swapguard::guard {
namespace {

constexpr Duration to_come_lasts = minutes{5};

}  // namespace

// The estimate that decisions rest on takes requests into account before the first one came.
learn::Growth Foresight::OfPlace::growth_of(const OfGeneration& known) const {
  if (type->requests > 0) return known.estimate;
  return learn::GrowthSums::estimate(known.growth, growth, type->growth, std::nullopt);
}

// The limit ends most lives, and those first that grew more than was foretold: without what was open then the
// record would be of the slow ones alone.
void Foresight::end_promises(OfType& type, const OfGeneration& known, double level, Instant at) {
  for (std::size_t i = 0; i < known.promises.size(); ++i) {
    const auto& promise = known.promises[i];
    const double left = to_seconds(promise.due - at) / to_seconds(learn::Misses::horizons[i]);
    if (left <= 0 || left > 0.5) continue;
    const double foretold =
        static_cast<double>(promise.level) - left * static_cast<double>(promise.level - promise.from);
    type.misses.came(i, (level - foretold) / static_cast<double>(promise.error));
  }
}

void Foresight::foretell(const Scene& scene, OfPlace& home, OfGeneration& known, double rate, Duration age) {
  OfType& type = *home.type;
  known.limit.reset();
  known.quota.reset();
  if (known.growth.weight() + home.growth.weight() < readings_least) return;
  const learn::Growth growth = home.growth_of(known);
  const double level = known.high(growth.per_rate, rate);
  const Duration since = scene.at - type.to_come.from;
  if (since < Duration{0} || since >= to_come_lasts) type.to_come = learn::to_come(type.own, scene.at);
  const learn::Prospect prospect(growth, type.to_come, {scene.at, level, rate, age});
  for (std::size_t i = 0; i < known.promises.size(); ++i) {
    auto& promise = known.promises[i];
    if (scene.at < promise.due) continue;
    if (promise.due != Instant{})
      type.misses.came(i, (level - static_cast<double>(promise.level)) / static_cast<double>(promise.error));
    const Duration ahead = learn::Misses::horizons[i];
    promise = {scene.at + ahead, static_cast<float>(level), static_cast<float>(prospect.level(ahead)),
               static_cast<float>(prospect.error(ahead))};
  }
  if (growth.an_hour(type.own.usual().value_or(0)) <= sure * growth.spread) return;
  known.limit = prospect.reaches(1, type.misses);
  const auto quota = scene.generation.quota();
  const auto limit = scene.policy.restart_at.of(quota);
  if (!quota || !limit) return;
  known.quota = prospect.reaches(percent_of(*quota, *limit) / 100, type.misses);
}

std::optional<Foresight::Told> Foresight::told(const fleet::Place& place, const DynoId& id) const {
  const auto found = places_.find(place.name());
  if (found == places_.end() || found->second.type == nullptr) return std::nullopt;
  for (const OfGeneration& known : found->second.generations) {
    if (known.id != id || known.past.empty()) continue;
    return Told{found->second.growth_of(known), found->second.type->own.usual().value_or(0), known.limit,
                known.quota};
  }
  return std::nullopt;
}

}  // namespace swapguard::guard
