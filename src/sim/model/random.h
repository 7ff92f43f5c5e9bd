// Random: the only source of chance in the simulation. Seeded, the same everywhere: no standard distribution,
// whose results differ between libraries.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // An independent stream for one purpose: acts on one dyno never change the luck of another.
  Random(std::uint64_t seed, std::string_view purpose);

  std::uint64_t next();  // splitmix64
  double uniform();      // [0, 1)
  double between(double low, double high) { return low + (high - low) * uniform(); }
  Duration between(Duration low, Duration high);
  double normal();                // mean 0, deviation 1, within ±3.5
  Duration waiting(double rate);  // until the next of events that come `rate` times a second; at most a day
  bool chance(double probability) { return uniform() < probability; }
  DynoId uuid();  // version 4

 private:
  std::uint64_t state_;
};

}  // namespace swapguard::sim
