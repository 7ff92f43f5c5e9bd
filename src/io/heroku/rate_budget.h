// RateBudget: which calls to the Platform API may be made now. Pure: time is a parameter.
// The pool of 4,500 calls an hour, 75 a minute, belongs to the account and is shared with people, CI and
// add-ons.
#pragma once

#include <cstdint>
#include <optional>

#include "io/heroku/api.h"

namespace swapguard::heroku {

struct BudgetLimits {
  int optional_from = 1000;      // optional calls stop below this many left
  int reserve = 200;             // kept for restarts
  double own_per_minute = 37.5;  // half the pool's refill
  double own_burst = 400;        // a start with a hundred apps
};

class RateBudget {
 public:
  explicit RateBudget(BudgetLimits limits = {}) : limits_(limits), own_(limits.own_burst) {}

  // How long a call of this importance has to wait; zero: it may go now. At most 15 minutes.
  // Restarts wait for a 429's pause alone, never for our own share.
  Duration wait(Need need, Instant now) const;
  // One call is being made.
  void spend(Instant now);
  // What an answer's RateLimit-Remaining told.
  void told(int remaining, Instant now);
  // A 429: nothing goes out before the pause is over. Without a pause it is a growing one: 30 s, 60 s … 15
  // min.
  void refused(Duration retry_after, Instant now);
  // Any answer but a 429.
  void accepted() { refusals_ = 0; }

  std::optional<int> left() const { return left_; }
  std::uint64_t made() const { return made_; }

 private:
  double own_at(Instant now) const;
  double left_at(Instant now) const;

  BudgetLimits limits_;
  double own_;
  Instant own_since_{};
  std::optional<int> left_;
  Instant left_since_{};
  Instant paused_until_{};
  int refusals_ = 0;
  std::uint64_t made_ = 0;
};

}  // namespace swapguard::heroku
