#include "sim/server/rate_limit.h"

#include <algorithm>

namespace swapguard::sim {

int RateLimit::remaining(Instant now) const {
  const Duration owed = std::max(full_at_ - now, Duration{0});
  return most - static_cast<int>((owed + interval - Duration{1}) / interval);
}

bool RateLimit::take(Instant now) {
  if (remaining(now) <= 0) return false;
  full_at_ = std::max(full_at_, now) + interval;
  return true;
}

}  // namespace swapguard::sim
