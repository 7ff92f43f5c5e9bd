// Clock: the one place that asks what time it is. With a scale it runs so many times as fast as the wall
// clock from the moment it was made (rehearsals, demo).
#pragma once

#include <algorithm>
#include <chrono>

#include "core/base/time.h"

namespace swapguard::app {

class Clock {
 public:
  using Steady = std::chrono::steady_clock;

  explicit Clock(double scale = 1.0) : scale_(scale), began_(Steady::now()), origin_(wall()) {}
  // A clock that shows `origin` now.
  Clock(double scale, Instant origin) : scale_(scale), began_(Steady::now()), origin_(origin), free_(true) {}

  Instant now() const {
    if (scale_ == 1.0 && !free_) return wall();
    return origin_ + std::chrono::round<Duration>((Steady::now() - began_) * scale_);
  }
  // How long to wait, by the wall clock, until it shows `at`; not negative.
  std::chrono::nanoseconds wait_until(Instant at) const {
    const auto left = std::chrono::duration<double, std::micro>(at - now()) / scale_;
    const auto longest = std::chrono::duration<double, std::micro>(hours{24});
    return std::chrono::round<std::chrono::nanoseconds>(std::clamp(left, decltype(left)::zero(), longest));
  }
  double scale() const { return scale_; }

 private:
  static Instant wall() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

  double scale_;
  Steady::time_point began_;
  Instant origin_;
  bool free_ = false;  // does not follow the wall clock
};

}  // namespace swapguard::app
