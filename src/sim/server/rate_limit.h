// RateLimit: the account's pool of calls: 4500 at most, 75 a minute come back (generic cell rate algorithm).
#pragma once

#include "core/base/time.h"

namespace swapguard::sim {

class RateLimit {
 public:
  // Takes one call from the pool; false when there is none.
  bool take(Instant now);
  int remaining(Instant now) const;
  void leave(int calls, Instant now) { full_at_ = now + interval * (most - calls); }  // trouble

 private:
  static constexpr int most = 4500;
  static constexpr Duration interval = milliseconds{800};
  Instant full_at_{};  // when the pool would be full again
};

}  // namespace swapguard::sim
