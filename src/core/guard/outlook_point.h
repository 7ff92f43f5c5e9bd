// OutlookPoint: where a dyno's memory is going at one moment to come; a copy, safe to hand to other threads.
#pragma once

#include "core/base/time.h"

namespace swapguard::guard {

// Percent of the quota. One time in twenty it lies below `low`, one in twenty above `high`.
struct OutlookPoint {
  Instant at;
  double low = 0, mid = 0, high = 0;
};

}  // namespace swapguard::guard
