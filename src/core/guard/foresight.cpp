#include "core/guard/foresight.h"

#include <algorithm>
#include <cmath>

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

constexpr Duration seen_again_within = hours{1};

// When a forecast is believed and a quiet moment taken.
constexpr double readings_alone = 12;  // of a place where the limit was never crossed
constexpr double fastest = 0.25;       // of the limit in an hour: beyond it there is no span to choose from
constexpr double gain_least = 0.5;     // of the price of a restart now
constexpr int good_looks = 4;          // in a row: one alone may be noise
constexpr double likely = 0.5;         // that the limit comes before the daily cycling
// A dyno that leaks is rolled before the cycling: a share of the limit a day, beyond this many standard
// errors, where one before it grew to the end of its day. What comes to rest is no leak.
constexpr double leak_a_day = 0.2, leak_sure = 4, leak_from = 0.65, late_least = 0.7;
constexpr Duration midway = hours{14}, late = hours{21};  // ages
// Who is first seen older than that tells nothing of where a life begins, or of its middle.
constexpr Duration base_until = hours{2} + minutes{30}, midway_until = hours{14} + minutes{30};
constexpr double needless_costs = 5;  // seconds of usual requests: the dyno might have gone on
// Swapping that has hurt this share of a restart does not wait for more samples.
constexpr double hurting_from = 0.3;

// The level without short spikes: the median of three minutes of readings.
double steady(const fleet::Generation& generation, double limit) {
  return static_cast<double>(generation.window().median().count) / limit;
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

void Foresight::request(Instant at) {
  traffic_.request(at);
  for (OfType* const known : every_type_) {
    known->requests += known->share;
    known->own.request(at, known->share);
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

Foresight::OfType& Foresight::type_of(const ProcessType& type) {
  const auto [known, fresh] = types_.try_emplace(type);
  if (fresh) every_type_.push_back(&known->second);
  return known->second;
}

Foresight::OfPlace& Foresight::home_of(const fleet::Place& place) {
  OfPlace* home = places_.find(place.name(), &place.traces().foresight);
  if (home == nullptr) home = &places_[place.name()];
  if (home->type == nullptr) home->type = &type_of(place.type());
  return *home;
}

Foresight::OfGeneration& Foresight::OfPlace::generation(const DynoId& id) {
  for (OfGeneration& each : generations) {
    if (each.id == id) return each;
  }
  generations.emplace_back().id = id;
  return generations.back();
}

std::optional<policy::Want> Foresight::look(const Scene& scene, std::optional<policy::Want> want) {
  const auto bound = scene.limit();
  if (!bound || bound->count <= 0) return want;
  const bool may_want = scene.policy.quiet_moment;
  const double limit = static_cast<double>(bound->count);
  if (!want && may_want) want = hurting(scene);
  OfPlace& home = home_of(scene.place);
  if (!reckons_by(scene, *home.type, limit)) return want;
  OfGeneration& known = home.generation(scene.generation.id());
  count(scene, *home.type);
  const bool at_limit =
      want && (want->cause == policy::Cause::over_limit || want->cause == policy::Cause::urgent);
  if (at_limit && !known.crossed && steady(scene.generation, limit) > crossing_from) {
    known.crossed = true;
    ++home.crossings;
    ++home.type->crossings;
    end_promises(*home.type, known, steady(scene.generation, limit), scene.at);
  }
  learn(scene, home, known, limit);
  if (want || !may_want) return want;
  if (scene.at - known.looked >= looked_every) {
    known.looked = scene.at;
    const auto quiet = quiet_moment(scene, home, known, steady(scene.generation, limit));
    known.quiet = quiet ? std::make_unique<policy::Want>(*quiet) : nullptr;
  }
  return known.quiet ? std::optional(*known.quiet) : std::nullopt;
}

void Foresight::count(const Scene& scene, OfType& type) {
  if (scene.at - type.counted < counted_every) return;
  type.counted = scene.at;
  type.dynos = std::max(1, scene.fleet.quantity(scene.place.type(), scene.at));
  type.share = 1.0 / type.dynos;
  traffic_.pass(scene.at);
  type.own.pass(scene.at);
}

Duration Foresight::age_of(const fleet::Generation& generation, Instant at) {
  return at - generation.born_at().value_or(generation.first_seen() - unknown_age);
}

void Foresight::learn(const Scene& scene, OfPlace& home, OfGeneration& known, double limit) {
  OfType& type = *home.type;
  const Instant at = scene.at;
  if (known.added == Instant{}) {
    known.added = at;
    known.requests_then = known.requests_at_start = type.requests;
    return;
  }
  const Duration passed = at - known.added;
  if (passed < learned_every) return;
  const double level = steady(scene.generation, limit);
  const double rate = (type.requests - known.requests_then) / to_seconds(passed);
  known.added = at;
  known.requests_then = type.requests;
  type.newest_rate = rate;
  if (home.watched != Instant{}) home.renewals.watched(home.watched, at);
  home.watched = at;
  const auto born = scene.generation.born_at();
  if (born && at - *born < warm_after) return;
  known.past.push({level, rate});
  if (born && at - *born >= midway && at - *born < midway_until && !known.level_midway) {
    known.level_midway = level;
  }
  if (born && at - *born >= late && known.level_midway) {
    home.grows_late = (level - *known.level_midway) / to_seconds(at - *born - midway) * 3600;
  }
  const double age = to_seconds(age_of(scene.generation, at));
  const double served = type.requests - known.requests_at_start;
  const auto step =
      known.growth.add({age, served, rate, learn::GrowthSums::settling_share(age)}, level, keeps);
  home.growth.share(step, place_most);
  type.growth.share(step, type_most);
  known.estimate = learn::GrowthSums::estimate(known.growth, home.growth, type.growth, type.usual_rate());
  foretell(scene, home, known);
  if (!known.based && born && known.past.size() == known.past.capacity()) {
    known.based = true;
    if (at - *born < base_until) learn_base(home, known);
  }
}

// Where a generation of the place begins: its first hour and a half, less what it grew in it.
void Foresight::learn_base(OfPlace& home, const OfGeneration& known) {
  const learn::Growth& growth = known.estimate;
  const double seconds = 75 * 60;
  const double base =
      known.high(growth.per_rate, 0) - growth.in(seconds, home.type->usual_rate()) - growth.settled(seconds);
  blend(home.base, base);
  blend(home.type->base, base);
}

std::optional<policy::Want> Foresight::hurting(const Scene& scene) const {
  const auto quota = scene.generation.quota();
  const auto& window = scene.generation.window();
  if (!quota || window.empty()) return std::nullopt;
  if (window.newest_used() < *quota) return std::nullopt;  // as nearly all are
  const Bytes limit = std::max(scene.limit().value_or(*quota), *quota);
  if (window.newest_used() < limit) return std::nullopt;
  const double borne = window.excursion(limit, *quota).hurt;
  if (borne < hurting_from * restart_hurts(scene.fleet, scene.place, scene.at).now) return std::nullopt;
  policy::Want want;
  want.cause = policy::Cause::over_limit;
  want.limit = limit;
  want.of = scene.policy.sustained.out_of;
  want.over = window.over(limit, want.of);
  return want;
}

std::optional<policy::Want> Foresight::quiet_moment(const Scene& scene, OfPlace& home, OfGeneration& known,
                                                    double level) {
  const OfType& type = *home.type;
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
    home.plan =
        std::make_unique<policy::Plan>(policy::Outlook{traffic_, type.own, home.renewals, usually, *base,
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
  want.limit = scene.limit();
  want.to_quota = choice.ends - scene.at;
  want.saves = choice.price > 0 ? choice.price_at_end / choice.price : 0;
  return want;
}

void Foresight::resume(Instant then, Instant now) {
  resumed_ = now;
  const double away = std::clamp(to_seconds(now - then), 0.0, to_seconds(days{2}));
  traffic_.resume(now);
  every_type_.clear();
  for (auto& [name, type] : types_) {
    every_type_.push_back(&type);
    type.share = 1.0 / type.dynos;
    type.own.resume(now);
    type.requests += away * type.usual_rate();
  }
  for (auto& [name, home] : places_) {
    for (OfGeneration& known : home.generations) {
      for (auto& promise : known.promises) {
        if (promise.due <= now) promise = {};
      }
    }
  }
}

void Foresight::forget(const fleet::Fleet& fleet, Instant now) {
  if (now - resumed_ < seen_again_within) return;
  places_.erase_if([&](const auto& each) { return !fleet.find(each.first); });
  for (auto& [name, known] : places_) {
    const fleet::Place& place = *fleet.find(name);
    std::erase_if(known.generations, [&](const auto& each) { return place.find(each.id) == nullptr; });
  }
}

}  // namespace swapguard::guard
