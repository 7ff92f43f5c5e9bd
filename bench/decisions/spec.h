// Spec: everything that fixes one world, together with its seed: traffic, formation, how each place's memory
// grows, deploys, what the log loses. Plain data, made by families.h.
//
// Time goes in steps of ten seconds, counted from the start of the world; what is before it is negative.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/platform/dyno_size.h"
#include "sim/model/memory.h"

namespace swapguard::bench {

inline constexpr Duration step_length = seconds{10};
inline constexpr double step_seconds = 10;
inline constexpr int steps_a_minute = 6;
inline constexpr int steps_an_hour = 360;
inline constexpr int steps_a_day = 8640;

// Of all web dynos together. The shape of a day is exp(swing · cos) with a second harmonic.
struct Traffic {
  double per_second = 10;  // mean
  double swing = 0.6, peak_hour = 15;
  double second_swing = 0.1, second_peak_hour = 20;
  double weekday = 1, weekend = 0.7;
  double drift = 0.1;  // relative deviation, correlated over …
  Duration drift_time = minutes{20};
  double bursts_a_day = 1, burst_size = 0.8;  // a burst adds about this share of the traffic …
  Duration burst_length = minutes{8};
};

struct TypeSpec {
  ProcessType type{"web"};
  bool worker = false;
  DynoSize size;
  int boot = 3;              // steps from the start of the process to `up`
  int overlap = 0;           // steps that two generations live side by side under preboot; 0: no preboot
  int warm_up = 9;           // steps after `up` until it is as quick as ever
  double utilisation = 0.6;  // of a dyno's capacity at the busiest hour …
  int busiest = 1;           // … with so many dynos
  double weight = 1;         // requests that a second of a busy worker is worth
  double busy = 0.5;         // share of the time that a worker works, at mean traffic
  Duration service = milliseconds{80};
  std::vector<std::pair<int, int>> quantity;  // (from step, dynos), in order
};

// One place and how the memory of each of its generations grows. `shape` holds what depends on the process;
// the rest is chance or the calendar.
struct PlaceSpec {
  std::size_t type = 0;
  int ordinal = 1;
  sim::MemoryShape shape;
  double work_mb = 0;        // working set at the busiest hour; follows the traffic
  double steps_an_hour = 0;  // of a bad endpoint that leaks step_mb at once, at mean traffic
  double step_mb = 0;
  double spikes_a_day = 0;  // of big requests that need spike_mb for spike_length
  double spike_mb = 0;
  Duration spike_length = minutes{2};
  std::vector<std::pair<int, double>> pace;  // (from step, factor of every leak), in order; never negative
  Duration age = hours{1};                   // of the generation that lives at the start
};

struct Loss {
  int from, to;  // steps whose lines never come
};

struct Spec {
  std::string family;
  std::uint64_t seed = 1;
  Instant start{};  // a full hour
  int steps = 3 * steps_a_day;
  Traffic traffic;
  std::vector<TypeSpec> types;
  std::vector<PlaceSpec> places;
  std::vector<int> deploys;  // steps, on full minutes, in order
  std::vector<Loss> losses;
  double lost_lines = 0;        // share of the lines that never come
  double deepest_start = 0.97;  // no generation begins the world beyond this share of its quota
};

}  // namespace swapguard::bench
