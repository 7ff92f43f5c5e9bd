#include "draft.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace swapguard::bench {
namespace {

int full_minute(int step) { return step / steps_a_minute * steps_a_minute; }

Duration minutes_of(double count) { return seconds{static_cast<int>(60 * count)}; }

}  // namespace

Draft::Draft(Spec spec, std::uint64_t seed) : spec_(std::move(spec)), chance_(seed, spec_.family) {
  spec_.seed = chance_.next();
  const std::chrono::sys_days monday{std::chrono::year{2026} / 3 / 2};
  spec_.start = monday + std::chrono::days{chance_.next() % 28} + hours{chance_.next() % 24};
  // Some guards arrive when it burns already.
  if (chance_.chance(0.15)) spec_.deepest_start = 1.25;
}

void Draft::start_on(std::chrono::weekday day, hours hour) {
  const auto first = std::chrono::floor<std::chrono::days>(spec_.start);
  spec_.start = first + (day - std::chrono::weekday{first}) + hour;
}

void Draft::traffic(double per_dyno, double dynos) {
  Traffic& traffic = spec_.traffic;
  traffic.per_second = per_dyno * dynos;
  traffic.swing = between(0.45, 1.15);
  traffic.peak_hour = between(0, 24);
  traffic.second_swing = between(0, 0.25);
  traffic.second_peak_hour = between(0, 24);
  traffic.weekend = between(0.4, 1);
  traffic.drift = between(0.06, 0.18);
  traffic.drift_time = minutes_of(between(10, 50));
  traffic.bursts_a_day = between(0.3, 3);
  traffic.burst_size = between(0.3, 1.2);
  traffic.burst_length = minutes_of(between(3, 20));
}

double Draft::busy_at(double hour) const {
  const Traffic& traffic = spec_.traffic;
  const double turn = 2 * std::numbers::pi / 24;
  return std::exp(traffic.swing * std::cos(turn * (hour - traffic.peak_hour)));
}

TypeSpec Draft::type(std::string_view name, int dynos, std::string_view size) {
  // Boot and warm-up in steps, from a small node app to a large JVM.
  static constexpr std::pair<int, int> tempers[] = {{1, 2},  {2, 4},  {2, 6},  {3, 6}, {3, 9},
                                                    {4, 12}, {6, 12}, {6, 18}, {5, 36}};
  const auto [boot, warm_up] = tempers[chance_.next() % std::size(tempers)];
  TypeSpec type;
  type.type = ProcessType{name};
  type.size = *find_dyno_size(size);
  type.boot = boot;
  type.warm_up = warm_up;
  type.utilisation = between(0.35, 0.75);
  type.busiest = dynos;
  type.service = milliseconds{static_cast<int>(between(40, 250))};
  type.quantity = {{-steps_a_day * 2, dynos}};
  return type;
}

std::size_t Draft::web(int dynos, std::string_view size, bool preboot) {
  TypeSpec web = type("web", dynos, size);
  if (preboot) web.overlap = steps_a_minute * one_of({2, 3, 3});
  spec_.types.push_back(web);
  return spec_.types.size() - 1;
}

std::size_t Draft::worker(int dynos, std::string_view size) {
  TypeSpec worker = type("worker", dynos, size);
  worker.worker = true;
  // Nobody waits in front of a worker: its second counts half the requests of a web dyno's.
  worker.weight = 0.5 * spec_.traffic.per_second / spec_.types.front().busiest;
  worker.busy = between(0.25, 0.7);
  spec_.types.push_back(worker);
  return spec_.types.size() - 1;
}

std::size_t Draft::usual_web(int dynos) {
  if (dynos == 0) dynos = one_of({2, 2, 3, 4, 5, 6, 8});
  traffic(between(0.5, 6), dynos);
  static constexpr std::string_view sizes[] = {"Standard-1X", "Standard-1X", "Standard-2X", "Performance-M",
                                               "Performance-L"};
  return web(dynos, sizes[chance_.next() % std::size(sizes)], chance_.chance(0.25));
}

Growth Draft::common(std::size_t type, double base) {
  const double quota = quota_mb(type);
  Growth growth;
  growth.place.type = type;
  growth.place.work_mb = quota * between(0.02, 0.09);
  sim::MemoryShape& shape = growth.place.shape;
  shape.base_mb = quota * base;
  shape.boot_mb = quota * base * between(0.1, 0.3);
  shape.boot_ramp = minutes_of(between(0.3, 4));
  shape.noise_mb = quota * between(0.002, 0.008);
  shape.pin = one_of({0.99, 0.985, 0.97, 0.95, 0.90});
  shape.early_swap_mb = one_of({0.0, 0.0, 1.5, 4.0, 9.0});
  return growth;
}

Growth Draft::plateau(std::size_t type, double low, double high) {
  const double quota = quota_mb(type);
  Growth growth = common(type, between(0.30, 0.45));
  sim::MemoryShape& shape = growth.place.shape;
  const double rest = shape.base_mb + 0.8 * growth.place.work_mb + 2 * shape.noise_mb;
  shape.plateau_mb = quota * between(low, high) - rest;
  shape.plateau_rise = minutes_of(60 * between(2, 7));
  return growth;
}

Growth Draft::leak(std::size_t type, double hours, Leak kind) {
  const double quota = quota_mb(type);
  Growth growth = common(type, between(0.38, 0.60));
  const double room = quota - growth.place.shape.base_mb - 0.6 * growth.place.work_mb;
  const double an_hour = room / hours;
  const TypeSpec& spec = spec_.types[type];
  const double share = spec.worker ? spec.weight * spec.busy : spec_.traffic.per_second / spec.busiest;
  switch (kind) {
    case Leak::by_time:
      growth.place.shape.leak_mb_per_minute = an_hour / 60;
      break;
    case Leak::by_traffic:
      growth.place.shape.leak_kb_per_request = 1024 * an_hour / (3600 * share);
      break;
    case Leak::by_steps:
      growth.place.step_mb = quota * between(0.03, 0.11);
      growth.place.steps_an_hour = an_hour / growth.place.step_mb;
      break;
  }
  growth.hours = hours;
  return growth;
}

PlaceSpec& Draft::place(std::size_t type, int ordinal, const Growth& growth, double differ) {
  PlaceSpec& place = spec_.places.emplace_back(growth.place);
  place.type = type;
  place.ordinal = ordinal;
  place.age = age(std::min(23.0, 1.05 * growth.hours));
  const auto vary = [&](double& value) { value *= std::exp(differ * chance_.normal()); };
  for (double* value : {&place.shape.leak_mb_per_minute, &place.shape.leak_kb_per_request,
                        &place.steps_an_hour, &place.shape.swell_mb, &place.shape.plateau_mb}) {
    vary(*value);
  }
  place.shape.base_mb *= std::exp(0.01 * chance_.normal());
  return place;
}

void Draft::fleet(std::size_t type, int dynos, const Growth& growth, double differ) {
  if (differ < 0) differ = std::exp(between(std::log(0.006), std::log(0.12)));
  const bool together = chance_.chance(0.6);  // started by one deploy
  const Duration first = age(std::min(23.0, 1.05 * growth.hours));
  for (int ordinal = 1; ordinal <= dynos; ++ordinal) {
    PlaceSpec& each = place(type, ordinal, growth, differ);
    if (together) each.age = first + minutes_of(between(0, 3));
  }
}

void Draft::pace(std::size_t type, int step, double factor) {
  for (PlaceSpec& place : spec_.places) {
    if (place.type == type) place.pace.emplace_back(step, factor);
  }
}

void Draft::deploy(int step) { spec_.deploys.push_back(full_minute(step)); }

void Draft::scale(std::size_t type, int step, int dynos) {
  spec_.types[type].quantity.emplace_back(full_minute(step), dynos);
}

}  // namespace swapguard::bench
