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
    const double foretold = promise.level - left * (promise.level - promise.from);
    type.misses.came(i, (level - foretold) / promise.error);
  }
}

// As of the newest reading that was learned from.
learn::Prospect Foresight::prospect(const OfPlace& home, const OfGeneration& known,
                                    const learn::Growth& growth, const fleet::Generation& generation) {
  const double rate = known.past.newest().rate;
  return {growth,
          home.type->to_come,
          {known.added, known.high(growth.per_rate, rate), rate, age_of(generation, known.added)}};
}

void Foresight::foretell(const Scene& scene, OfPlace& home, OfGeneration& known) {
  OfType& type = *home.type;
  known.growing = nullptr;
  if (!home.can_judge(known)) return;
  const learn::Growth growth = home.growth_of(known);
  const Duration since = scene.at - type.to_come.from;
  if (since < Duration{0} || since >= to_come_lasts) type.to_come = learn::to_come(type.own, scene.at);
  const learn::Prospect prospect = Foresight::prospect(home, known, growth, scene.generation);
  const double level = prospect.level(Duration{0});
  for (std::size_t i = 0; i < known.promises.size(); ++i) {
    auto& promise = known.promises[i];
    if (scene.at < promise.due) continue;
    if (promise.due != Instant{}) type.misses.came(i, (level - promise.level) / promise.error);
    const Duration ahead = learn::Misses::horizons[i];
    promise = {scene.at + ahead, level, prospect.level(ahead), prospect.error(ahead)};
  }
  if (growth.an_hour(type.usual_rate()) <= sure * growth.spread) return;
  known.growing = std::make_unique<OfGeneration::Growing>();
  known.growing->limit = prospect.reaches(1, type.misses);
  const auto quota = scene.generation.quota();
  const auto limit = scene.limit();
  if (!quota || !limit) return;
  known.growing->quota = prospect.reaches(percent_of(*quota, *limit) / 100, type.misses);
}

bool Foresight::OfPlace::can_judge(const OfGeneration& known) const {
  return known.growth.weight() + growth.weight() >= readings_least;
}

std::optional<Foresight::Known> Foresight::find(const fleet::Place& place, const DynoId& id) const {
  const auto found = places_.find(place.name());
  if (found == places_.end() || found->second.type == nullptr) return std::nullopt;
  for (const OfGeneration& known : found->second.generations) {
    if (known.id == id && !known.past.empty()) return Known{found->second, known};
  }
  return std::nullopt;
}

std::optional<Foresight::Told> Foresight::told(const fleet::Place& place, const DynoId& id) const {
  const auto found = find(place, id);
  if (!found) return std::nullopt;
  const auto& [home, known] = *found;
  Told told{.growth = home.growth_of(known),
            .usual_rate = home.type->usual_rate(),
            .judged = home.can_judge(known) && known.estimate.spread > 0};
  if (known.growing) {
    told.grows = true;
    told.limit = known.growing->limit;
    told.quota = known.growing->quota;
  }
  return told;
}

// What was told is some minutes old, and other dynos of the type have taught something since, which moves
// each line a little: by as much it is taken back, so that it meets the quota at the time that was told.
std::vector<learn::Range> Foresight::ranges(const fleet::Place& place, const fleet::Generation& generation,
                                            double quota, const std::vector<Instant>& times) const {
  std::vector<learn::Range> all;
  const auto found = find(place, generation.id());
  if (!found || !found->generation.growing) return all;
  const OfPlace& home = found->home;
  const OfGeneration& known = found->generation;
  const learn::Prospect prospect = Foresight::prospect(home, known, home.growth_of(known), generation);
  const auto range = [&](Instant at) { return prospect.range(at - known.added, home.type->misses); };
  learn::Range moved;
  const auto& [limit_told, quota_told] = *known.growing;
  const auto& told = quota_told ? quota_told : limit_told;
  const double level_told = quota_told ? quota : 1;
  const auto meet = [&](double learn::Range::*line, std::optional<Instant> at) {
    if (!at || *at <= known.added) return;  // it was reached before
    moved.*line = level_told - range(*at).*line;
  };
  if (told) {
    meet(&learn::Range::low, told->latest);
    meet(&learn::Range::mid, told->likely);
    meet(&learn::Range::high, told->earliest);
  }
  for (const Instant at : times) {
    const learn::Range here = range(at);
    all.push_back({here.low + moved.low, here.mid + moved.mid, here.high + moved.high});
  }
  return all;
}

}  // namespace swapguard::guard
