#include "future.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numbers>

#include "cost.h"

namespace swapguard::bench {
namespace {

constexpr int never = 1 << 30;
constexpr int burst_slots = 10 * steps_a_minute;  // chance is drawn once in ten minutes

double value(const std::vector<float>& series, std::size_t i) { return static_cast<double>(series[i]); }

double hour_of(Instant at) { return to_seconds(at - std::chrono::floor<std::chrono::days>(at)) / 3600; }

bool is_weekend(Instant at) {
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(at)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

double shape_of_day(const Traffic& traffic, double hour) {
  const double turn = 2 * std::numbers::pi * hour / 24;
  const double first = 2 * std::numbers::pi * traffic.peak_hour / 24;
  const double second = 4 * std::numbers::pi * traffic.second_peak_hour / 24;
  return std::exp(traffic.swing * std::cos(turn - first) +
                  traffic.second_swing * std::cos(2 * turn - second));
}

// The largest of the next `width` values, for each position.
template <class Value>
std::vector<float> largest_ahead(std::size_t size, int width, Value value) {
  std::vector<float> largest(size);
  std::deque<std::size_t> falling;  // positions whose values fall
  for (std::size_t i = size; i-- > 0;) {
    while (!falling.empty() && value(falling.back()) <= value(i)) falling.pop_back();
    falling.push_back(i);
    while (falling.front() >= i + static_cast<std::size_t>(width)) falling.pop_front();
    largest[i] = value(falling.front());
  }
  return largest;
}

// A mean-reverting walk of deviation 1.
class Drift {
 public:
  explicit Drift(Duration memory) : keep_(std::exp(-step_seconds / to_seconds(memory))) {}
  double next(sim::Random chance) {
    return value_ = keep_ * value_ + std::sqrt(1 - keep_ * keep_) * chance.normal();
  }

 private:
  double keep_, value_ = 0;
};

}  // namespace

Future::Future(Spec spec) : spec_(std::move(spec)), luck_(spec_.seed) {
  tell_traffic();
  for (const TypeSpec& type : spec_.types) tell_type(type);
  places_.resize(spec_.places.size());
  for (std::size_t place = 0; place < places_.size(); ++place) tell_place(place);
}

std::vector<float> Future::tell_bursts() const {
  const Traffic& traffic = spec_.traffic;
  std::vector<float> bursts(static_cast<std::size_t>(steps_known()));
  for (std::size_t from = 0; from < bursts.size(); from += burst_slots) {
    sim::Random chance = luck_.of(Chance::burst, 0, static_cast<std::int64_t>(from));
    if (!chance.chance(traffic.bursts_a_day * burst_slots / steps_a_day)) continue;
    const auto first = from + chance.next() % burst_slots;
    const double length = to_seconds(traffic.burst_length) / step_seconds * chance.between(0.5, 1.5);
    const double size = traffic.burst_size * chance.between(0.5, 1.5);
    for (std::size_t i = 0; static_cast<double>(i) < length && first + i < bursts.size(); ++i) {
      const double rising = (static_cast<double>(i) + 1) / steps_a_minute;
      const double falling = (length - static_cast<double>(i)) / (0.4 * length);
      bursts[first + i] = static_cast<float>(size * std::min({1.0, rising, falling}));
    }
  }
  return bursts;
}

void Future::tell_traffic() {
  const Traffic& traffic = spec_.traffic;
  double mean = 0;
  double largest = 0;
  for (int quarter = 0; quarter < 96; ++quarter) {
    const double shape = shape_of_day(traffic, quarter / 4.0);
    mean += shape / 96;
    largest = std::max(largest, shape);
  }
  const auto bursts = tell_bursts();
  Drift drift(traffic.drift_time);
  requests_.reserve(bursts.size());
  for (int step = -steps_before; requests_.size() < bursts.size(); ++step) {
    const Instant at = time_of(step);
    const double day = is_weekend(at) ? traffic.weekend : traffic.weekday;
    const double mood = traffic.drift * drift.next(luck_.of(Chance::mood, 0, step));
    requests_.push_back(traffic.per_second * day * shape_of_day(traffic, hour_of(at)) / mean *
                        std::exp(mood) * (1 + value(bursts, index(step))));
  }
  busiest_ = traffic.per_second * std::max(traffic.weekday, traffic.weekend) * largest / mean;
}

void Future::tell_type(const TypeSpec& spec) {
  TypeFuture future;
  const auto known = static_cast<std::size_t>(steps_known());
  future.capacity = prices.usable * busiest_ / (spec.busiest * spec.utilisation);
  future.peak_share = spec.worker ? spec.weight : busiest_ / spec.busiest;
  future.quantity.reserve(known);
  future.share.reserve(known);
  auto change = spec.quantity.begin();
  int quantity = change->second;
  int redeployed_until = -never;
  for (int step = -steps_before; step < horizon() + steps_an_hour; ++step) {
    while (change != spec.quantity.end() && change->first <= step) quantity = (change++)->second;
    const double requests = this->requests(step);
    const double share = spec.worker
                             ? spec.weight * std::min(1.0, spec.busy * requests / spec_.traffic.per_second)
                             : std::min(requests / quantity, future.capacity);
    double down = spec.worker ? share : hurt_by_one_down(requests, future.capacity, quantity);
    // While a deploy has them all down, one more or less makes no difference.
    if (deploys_at(step) && spec.overlap == 0) redeployed_until = step + spec.boot;
    if (step < redeployed_until) down = 0;
    future.quantity.push_back(quantity);
    future.share.push_back(static_cast<float>(share));
    future.down.add(down * step_seconds);
    if (step >= 0 && step < steps()) future.mean_share += share / steps();
  }
  types_.push_back(std::move(future));
}

void Future::tell_leaks(std::size_t place, PlaceFuture& future) const {
  const PlaceSpec& spec = spec_.places[place];
  const TypeFuture& type = type_future_of(place);
  double leaked = 0;
  double pace = 1;
  auto change = spec.pace.begin();
  for (int step = -steps_before; step < horizon() + steps_an_hour; ++step) {
    while (change != spec.pace.end() && change->first <= step) pace = (change++)->second;
    const double share = value(type.share, index(step));
    future.leaked.push_back(leaked);
    leaked += pace * spec.shape.leak_mb_per_minute / steps_a_minute;
    leaked += pace * spec.shape.leak_kb_per_request * share * step_seconds / 1024;
    if (spec.steps_an_hour <= 0) continue;
    sim::Random chance = luck_.of(Chance::step, place, step);
    const double busy = share / type.mean_share;
    if (chance.chance(pace * spec.steps_an_hour * busy / steps_an_hour)) {
      leaked += spec.step_mb * std::exp(0.4 * chance.normal());
    }
  }
}

void Future::tell_spikes(std::size_t place, PlaceFuture& future) const {
  const PlaceSpec& spec = spec_.places[place];
  const TypeFuture& type = type_future_of(place);
  const auto known = static_cast<std::size_t>(steps_known());
  future.spike.resize(known);
  future.spike_since.assign(known, -never);
  if (spec.spikes_a_day <= 0) return;
  for (std::size_t slot = 0; slot < known; slot += burst_slots) {
    sim::Random chance = luck_.of(Chance::spike, place, static_cast<std::int64_t>(slot));
    const double busy = std::min(2.0, 0.3 + 0.7 * value(type.share, slot) / type.mean_share);
    if (!chance.chance(spec.spikes_a_day * busy * burst_slots / steps_a_day)) continue;
    const auto first = slot + chance.next() % burst_slots;
    const double length = to_seconds(spec.spike_length) / step_seconds * std::exp(0.6 * chance.normal());
    const double size = spec.spike_mb * chance.between(0.6, 1.6);
    for (std::size_t i = 0; static_cast<double>(i) < length + 3 && first + i < known; ++i) {
      const double ramp =
          std::min({1.0, (static_cast<double>(i) + 1) / 3, (length + 3 - static_cast<double>(i)) / 3});
      if (size * ramp <= value(future.spike, first + i)) continue;
      future.spike[first + i] = static_cast<float>(size * ramp);
      future.spike_since[first + i] = static_cast<int>(first) - steps_before;
    }
  }
}

void Future::tell_place(std::size_t place) {
  const PlaceSpec& spec = spec_.places[place];
  const TypeFuture& type = type_future_of(place);
  PlaceFuture& future = places_[place];
  for (int age = 0; age < age_max; ++age) {
    future.of_age.push_back(static_cast<float>(level_of_age(spec.shape, step_length * age, false)));
  }
  tell_leaks(place, future);
  Drift drift(minutes{2});
  for (int step = -steps_before; step < horizon() + steps_an_hour; ++step) {
    const double busy = std::min(1.6, value(type.share, index(step)) / type.peak_share);
    const double noise = spec.shape.noise_mb * drift.next(luck_.of(Chance::noise, place, step));
    future.moment.push_back(static_cast<float>(spec.work_mb * busy + noise));
  }
  tell_spikes(place, future);
  future.hour_of_age =
      largest_ahead(future.of_age.size(), steps_an_hour, [&](std::size_t i) { return future.of_age[i]; });
  future.hour_of_time = largest_ahead(future.moment.size(), steps_an_hour,
                                      [&](std::size_t i) { return future.moment[i] + future.spike[i]; });
  for (int step = 0, on = never; step <= horizon(); ++step) {
    const bool active = step < horizon() && type.quantity[index(step)] >= spec.ordinal;
    if (active && on == never) on = step;
    if (active || on == never) continue;
    future.active.push_back({on, step});
    on = never;
  }
}

int Future::kept_since(std::size_t place, int born, int at) const {
  const Duration every = spec_.places[place].shape.gives_back_every;
  if (every <= Duration{0}) return born;
  const int steps = static_cast<int>(every / step_length);
  return born + (at - born) / steps * steps;
}

double Future::memory_mb(std::size_t place, int born, int at) const {
  const PlaceFuture& future = places_[place];
  const int age = std::min(at - born, age_max - 1);
  double mb = value(future.of_age, static_cast<std::size_t>(age)) + value(future.moment, index(at));
  mb += future.leaked[index(at)] - future.leaked[index(kept_since(place, born, at))];
  if (future.spike_since[index(at)] > born) mb += value(future.spike, index(at));
  return std::max(8.0, mb);
}

double Future::memory_mb_of_hour(std::size_t place, int born, int at) const {
  const PlaceFuture& future = places_[place];
  const int age = std::min(at - born, age_max - 1);
  const double leaked =
      future.leaked[index(at + steps_an_hour)] - future.leaked[index(kept_since(place, born, at))];
  return value(future.hour_of_age, static_cast<std::size_t>(age)) + leaked +
         value(future.hour_of_time, index(at));
}

// Its chance belongs to the six hours in which it is born, so that a restart a minute later has the same
// luck.
int Future::cycled_at(std::size_t place, int born) const {
  sim::Random chance = luck_.of(Chance::cycle, place, (born + steps_before) / (6 * steps_an_hour));
  const int spread = static_cast<int>(chance.next() % (216 * steps_a_minute));
  const int at = born + steps_a_day + spread;
  return at + (steps_a_minute - at % steps_a_minute) % steps_a_minute;
}

int Future::next_deploy(int after) const {
  const auto found = std::upper_bound(spec_.deploys.begin(), spec_.deploys.end(), after);
  return found == spec_.deploys.end() ? never : *found;
}

bool Future::deploys_at(int step) const {
  return std::binary_search(spec_.deploys.begin(), spec_.deploys.end(), step);
}

}  // namespace swapguard::bench
