// When to look next. What is waited for is told by a clock that may be set at any moment, so the waiting
// itself goes by one that never is, and is never long.
#pragma once

#include <algorithm>
#include <optional>

#include "core/base/time.h"

namespace swapguard {

class Alarm {
 public:
  static constexpr Duration shortest = milliseconds{5};
  static constexpr Duration longest = seconds{10};  // a clock that was set forward is noticed by then

  // Wanted so far from `now`, which is of the clock that is never set. How long to wait instead of what is
  // waited for already; nothing: that comes in time.
  std::optional<Duration> set(Duration now, Duration wait) {
    const Duration chosen = std::clamp(wait, shortest, longest);
    if (due_ && *due_ <= now + chosen + shortest) return std::nullopt;
    due_ = now + chosen;
    return chosen;
  }
  void rang() { due_.reset(); }

 private:
  std::optional<Duration> due_;
};

}  // namespace swapguard
