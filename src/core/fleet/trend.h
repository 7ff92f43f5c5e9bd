// Trend: how fast a generation's memory grows, from an exponentially weighted least-squares line through its
// readings (weights halve every ten minutes). Five sums, O(1) memory and time a reading. The spread of the
// slope comes from the residuals (Brown, Smoothing, Forecasting and Prediction, 1963, discounted least
// squares).
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::fleet {

struct Growth {
  double per_second = 0;  // bytes a second
  double spread = 0;      // standard error of it
  int readings = 0;
};

class Trend {
 public:
  static constexpr Duration half_life = minutes{10};
  static constexpr int readings_needed = 15;
  static constexpr Duration span_needed = minutes{4};

  void push(Instant at, Bytes used);
  // Nothing before enough readings over a long enough span carry one.
  std::optional<Growth> growth() const;
  // When `used`, growing on, reaches `limit`. Nothing when it cannot be told, when growth does not stand out
  // of its own spread (two standard errors), or when it would take more than 30 days.
  std::optional<Duration> time_to(Bytes used, Bytes limit) const;

 private:
  struct Sums {
    double weight = 0, t = 0, y = 0, tt = 0, ty = 0, yy = 0;
  };
  Instant first_{}, newest_{};
  double base_ = 0;  // the first reading, taken off to keep the sums small
  int readings_ = 0;
  Sums sums_;  // times are seconds before the newest reading, so they are never positive
};

}  // namespace swapguard::fleet
