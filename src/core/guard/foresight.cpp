#include "core/guard/foresight.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace swapguard::guard {
namespace {

constexpr Duration counted_every = minutes{1}, learned_every = minutes{5}, looked_every = minutes{1};
constexpr Duration planned_every = minutes{15};
constexpr Duration warm_after = minutes{10};  // what boot does is no growth
constexpr Duration unknown_age = days{2};     // a dyno that was there before us has settled
constexpr Duration young = hours{2};          // too young to be restarted for a quiet moment
constexpr Duration cycle_lasts = minutes{5};  // a stop within this belongs to the cycling
constexpr double keeps = 0.99;  // of a generation's readings: half of it is gone after six hours
constexpr double place_most = 150, type_most = 300;  // readings remembered
constexpr double crossing_from = 0.93;               // a rise to the limit, no spike
constexpr double burst = 1.2;                        // times what is usual

// When a forecast is believed and a quiet moment taken.
constexpr double readings_least = 4, readings_alone = 12;  // alone: never crossed in this place
constexpr double fastest = 0.25;    // of the limit in an hour: beyond it there is no span to choose from
constexpr double sure = 2;          // standard errors
constexpr double gain_least = 0.5;  // of the price of a restart now
constexpr int good_looks = 4;       // in a row: one alone may be noise
constexpr double likely = 0.5;      // that the limit comes before the daily cycling
// A dyno that leaks is rolled before the cycling: a share of the limit a day, beyond this many standard
// errors, where one before it grew to the end of its day. What comes to rest is no leak.
constexpr double leak_a_day = 0.2, leak_sure = 4, leak_from = 0.65, late_least = 0.7;
constexpr Duration midway = hours{14}, late = hours{21};  // ages
constexpr double needless_costs = 5;  // seconds of usual requests: the dyno might have gone on
// Swapping that has hurt this share of a restart does not wait for more samples.
constexpr double hurting_from = 0.3;

// The level without short spikes: the median of three minutes of readings.
double steady(const fleet::Generation& generation, Bytes limit) {
  return static_cast<double>(generation.window().median().count) / static_cast<double>(limit.count);
}

void blend(std::optional<double>& kept, double value) { kept = kept ? *kept + (value - *kept) / 3 : value; }

}  // namespace

double Foresight::OfGeneration::high(double per_rate, double rate) const {
  double high = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    high = std::max(high, past[i].level - per_rate * (past[i].rate - rate));
  }
  return high;
}

double Foresight::OfGeneration::peaks(double per_rate, double rate) const {
  double high = 0;
  for (std::size_t i = 0; i < past.size(); ++i) {
    high = std::max(high, past[i].peak - per_rate * (past[i].rate - rate));
  }
  return high;
}

void Foresight::request(Instant at) {
  traffic_.request(at);
  for (auto& [type, known] : types_) {
    known.requests += 1.0 / known.dynos;
    known.own.request(at, 1.0 / known.dynos);
  }
}

void Foresight::released() {
  for (auto& [type, known] : types_) known.crossings = 0;
  for (auto& [name, known] : places_) known.crossings = 0;
}

void Foresight::stopped(const DynoName& name, Instant at) {
  const auto found = places_.find(name);
  if (found == places_.end() || at - found->second.cycled <= cycle_lasts) return;
  found->second.renewals.renewed(at);
}

std::optional<policy::Want> Foresight::look(const Scene& scene, std::optional<policy::Want> want) {
  const auto limit = scene.policy.restart_at.of(scene.generation.quota());
  if (!limit || limit->count <= 0) return want;
  const bool may_want = scene.policy.quiet_moment;
  if (!want && may_want) want = hurting(scene);
  count(scene);
  const double level = steady(scene.generation, *limit);
  OfGeneration& known = generations_[scene.generation.id()];
  const bool at_limit =
      want && (want->cause == policy::Cause::over_limit || want->cause == policy::Cause::urgent);
  if (at_limit && level > crossing_from && !known.crossed) {
    known.crossed = true;
    ++places_[scene.place.name()].crossings;
    ++types_[scene.place.type()].crossings;
    end_promises(types_[scene.place.type()], known, level, scene.at);
  }
  learn(scene, level);
  if (want || !may_want || scene.at - known.looked < looked_every) return want;
  known.looked = scene.at;
  return quiet_moment(scene, level);
}

void Foresight::count(const Scene& scene) {
  OfType& type = types_[scene.place.type()];
  if (scene.at - type.counted < counted_every) return;
  type.counted = scene.at;
  type.dynos = std::max(1, scene.fleet.quantity(scene.place.type(), scene.at));
  traffic_.pass(scene.at);
  type.own.pass(scene.at);
}

void Foresight::learn(const Scene& scene, double level) {
  OfType& type = types_[scene.place.type()];
  OfPlace& home = places_[scene.place.name()];
  OfGeneration& known = generations_[scene.generation.id()];
  const Instant at = scene.at;
  if (known.added == Instant{}) {
    known.added = at;
    known.requests_then = known.requests_at_start = type.requests;
    return;
  }
  known.peak = std::max(known.peak, level);
  const Duration passed = at - known.added;
  if (passed < learned_every) return;
  const double peak = std::exchange(known.peak, 0);
  const double rate = (type.requests - known.requests_then) / to_seconds(passed);
  known.added = at;
  known.requests_then = type.requests;
  if (home.watched != Instant{}) home.renewals.watched(home.watched, at);
  home.watched = at;
  const auto born = scene.generation.born_at();
  if (born && at - *born < warm_after) return;
  known.past.push({level, rate, peak});
  if (born && at - *born >= midway && !known.level_midway) known.level_midway = level;
  if (born && at - *born >= late && known.level_midway) {
    home.grows_late = (level - *known.level_midway) / to_seconds(at - *born - midway) * 3600;
  }
  const double age = to_seconds(at - born.value_or(scene.generation.first_seen() - unknown_age));
  const double served = type.requests - known.requests_at_start;
  known.growth.add({age, served, rate, learn::GrowthSums::settling_share(age)}, level, keeps);
  home.growth.share(known.growth, place_most);
  type.growth.share(known.growth, type_most);
  known.estimate =
      learn::GrowthSums::estimate(known.growth, home.growth, type.growth, type.own.usual().value_or(0));
  foretell(scene, known, rate, std::chrono::duration_cast<Duration>(std::chrono::duration<double>(age)));
  if (!known.based && born && known.past.size() == known.past.capacity()) learn_base(scene, known);
}

// Where a generation of the place begins: its first hour and a half, less what it grew in it.
void Foresight::learn_base(const Scene& scene, OfGeneration& known) {
  known.based = true;
  OfType& type = types_[scene.place.type()];
  const learn::Growth& growth = known.estimate;
  const double seconds = 75 * 60;
  const double base = known.high(growth.per_rate, 0) - growth.in(seconds, type.own.usual().value_or(0)) -
                      growth.settled(seconds);
  blend(places_[scene.place.name()].base, base);
  blend(type.base, base);
}

// The limit ends most lives, and those first that grew more than was foretold: without what was open then the
// record would be of the slow ones alone.
void Foresight::end_promises(OfType& type, const OfGeneration& known, double level, Instant at) const {
  for (std::size_t i = 0; i < known.promises.size(); ++i) {
    const auto& promise = known.promises[i];
    const double left = to_seconds(promise.due - at) / to_seconds(learn::Misses::horizons[i]);
    if (left <= 0 || left > 0.5) continue;
    const double to = promise.level, from = promise.from, error = promise.error;
    type.misses.came(i, (level - (to - left * (to - from))) / error);
  }
}

// Says when limit and quota are reached, and holds what was said before against what came.
void Foresight::foretell(const Scene& scene, OfGeneration& known, double rate, Duration age) {
  OfType& type = types_[scene.place.type()];
  known.limit.reset();
  known.quota.reset();
  if (known.growth.weight() + places_[scene.place.name()].growth.weight() < readings_least) return;
  const learn::Growth& growth = known.estimate;
  const double level = known.peaks(growth.per_rate, rate);
  const learn::Prospect prospect(growth, type.own, {scene.at, level, rate, age});
  for (std::size_t i = 0; i < known.promises.size(); ++i) {
    auto& promise = known.promises[i];
    if (scene.at < promise.due) continue;
    const double said = promise.level, error = promise.error;
    if (promise.due != Instant{}) type.misses.came(i, (level - said) / error);
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
  const auto type = types_.find(place.type());
  const auto found = generations_.find(id);
  if (type == types_.end() || found == generations_.end()) return std::nullopt;
  const OfGeneration& known = found->second;
  if (known.past.empty()) return std::nullopt;
  return Told{known.estimate, type->second.own.usual().value_or(0), known.limit, known.quota};
}

std::optional<policy::Want> Foresight::hurting(const Scene& scene) const {
  const auto quota = scene.generation.quota();
  const auto& window = scene.generation.window();
  if (!quota || window.empty()) return std::nullopt;
  const Bytes limit = std::max(scene.policy.restart_at.of(quota).value_or(*quota), *quota);
  if (window.newest().used < limit) return std::nullopt;
  const double borne = window.excursion(limit, *quota).hurt;
  if (borne < hurting_from * restart_hurts(scene.fleet, scene.place, scene.at).now) return std::nullopt;
  policy::Want want;
  want.cause = policy::Cause::over_limit;
  want.limit = limit;
  want.of = scene.policy.sustained.out_of;
  want.over = window.over(limit, want.of);
  return want;
}

std::optional<policy::Want> Foresight::quiet_moment(const Scene& scene, double level) {
  OfType& type = types_[scene.place.type()];
  OfPlace& home = places_[scene.place.name()];
  OfGeneration& known = generations_[scene.generation.id()];
  const auto rate = traffic_.present(scene.at);
  const auto usual = type.own.usual();
  const auto base = home.base ? home.base : type.base;
  const auto born = scene.generation.born_at();
  if (!rate || !usual || !base || known.growth.weight() < readings_least) return std::nullopt;
  if (born && scene.at - *born < young) return std::nullopt;

  const learn::Growth& growth = known.estimate;
  const double hourly = growth.an_hour(*usual);
  if (hourly > fastest) return std::nullopt;
  const bool crosses = home.crossings > 0 || (type.crossings > 0 && known.growth.weight() > readings_alone &&
                                              hourly > sure * growth.spread);
  const bool leaks = 24 * hourly > leak_a_day && hourly > leak_sure * growth.spread && level > leak_from &&
                     home.grows_late > std::max(late_least * hourly, leak_a_day / 24);
  const bool rolls =
      scene.policy.daily == policy::Daily::quiet || (scene.policy.daily == policy::Daily::leaking && leaks);
  if (!crosses && !rolls) return std::nullopt;

  if (!home.plan || scene.at - home.plan->made_at() > planned_every) {
    const auto usually = learn::GrowthSums::estimate({}, home.growth, type.growth, *usual);
    home.plan.emplace(policy::Outlook{traffic_, type.own, home.renewals, usually, *base,
                                      cost(scene.fleet, scene.place, scene.at)},
                      scene.at);
  }
  const double high = std::max(known.high(growth.per_rate, *rate / type.dynos), level - 0.05);
  const auto choice = home.plan->choose({growth, high, *rate, born}, scene.at);
  const double gain = choice.at_end - choice.now;
  const double in_vain = needless_costs * *usual * (1 - choice.reaches_limit);
  const bool worth = gain >= gain_least * choice.price + in_vain;
  const bool before_limit = crosses && choice.reaches_limit >= likely;
  const bool good = choice.now <= choice.best_cost && worth && (before_limit || rolls);
  known.good = good ? known.good + 1 : 0;
  if (known.good < good_looks) return std::nullopt;
  policy::Want want;
  want.cause = before_limit ? policy::Cause::quiet_moment : policy::Cause::quiet_cycling;
  want.limit = scene.policy.restart_at.of(scene.generation.quota());
  want.to_quota = choice.ends - scene.at;
  want.saves = choice.price > 0 ? choice.price_at_end / choice.price : 0;
  return want;
}

policy::RestartCost Foresight::cost(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const {
  const auto* formation = fleet.find_formation(place.type());
  policy::RestartCost cost;
  cost.preboot = formation && formation->preboot;
  cost.worker = place.type().text != "web";
  cost.dynos = std::max(1, fleet.quantity(place.type(), at));
  return cost;
}

Foresight::Hurts Foresight::restart_hurts(const fleet::Fleet& fleet, const fleet::Place& place,
                                          Instant at) const {
  const auto rate = traffic_.present(at);
  if (!rate) return {};
  const auto here = cost(fleet, place, at);
  const double own = *rate / here.dynos, usual = traffic_.typical(at + minutes{15});
  Hurts hurts;
  hurts.now = hurts.after_burst = here.at(*rate, traffic_.busiest()) / own;
  if (*rate > burst * usual) {
    hurts.after_burst = std::min(hurts.now, here.at(usual, std::max(*rate, traffic_.busiest())) / own);
  }
  return hurts;
}

void Foresight::forget(const fleet::Fleet& fleet) {
  places_.erase_if([&](const auto& each) { return !fleet.find(each.first); });
  std::erase_if(generations_, [&](const auto& each) {
    return std::none_of(fleet.places().begin(), fleet.places().end(),
                        [&](const auto& place) { return place.second.find(each.first) != nullptr; });
  });
}

}  // namespace swapguard::guard
