// Backoff: how long to wait before the next try. Full jitter, so that many watchers cut off at once do not
// come back at once; seeded, so that a simulated day is the same each time.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/base/time.h"

namespace swapguard::intake {

class Backoff {
 public:
  // Waits between 0 and a ceiling that starts at `first`, doubles with each try and stays at `most`.
  Backoff(Duration first, Duration most, std::uint64_t seed) : first_(first), most_(most), state_(seed) {}

  Duration next() {
    const Duration ceiling = std::min(most_, first_ * (std::int64_t{1} << std::min(tries_, doublings_max)));
    ++tries_;
    return Duration{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(ceiling.count() + 1))};
  }

  void reset() { tries_ = 0; }
  int tries() const { return tries_; }

 private:
  static constexpr int doublings_max = 20;

  // SplitMix64 (Steele, Lea, Flood 2014).
  std::uint64_t random() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  Duration first_;
  Duration most_;
  std::uint64_t state_;
  int tries_ = 0;
};

}  // namespace swapguard::intake
