// Traffic as most apps have it: a day's rhythm around 1, the same each day.
#pragma once

#include <cmath>
#include <numbers>

#include "core/base/time.h"

namespace swapguard {

// Between e^-swing at the calmest hour (UTC) and e^swing twelve hours later.
inline double daily_rhythm(Instant at, double swing, double calmest = 4) {
  const double hour = to_seconds(at - std::chrono::floor<days>(at)) / 3600;
  return std::exp(-swing * std::cos(2 * std::numbers::pi * (hour - calmest) / 24));
}

}  // namespace swapguard
