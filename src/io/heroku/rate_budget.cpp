// Two buckets: the account's, as far as answers tell of it, and our own share.
#include "io/heroku/rate_budget.h"

#include <algorithm>

namespace swapguard::heroku {
namespace {

constexpr double pool_per_minute = 75;
constexpr double pool_size = 4500;
constexpr Duration first_pause = seconds{30};
constexpr Duration longest_pause = minutes{15};

double minutes_between(Instant from, Instant to) { return std::max(0.0, to_seconds(to - from) / 60.0); }

Duration in_minutes(double span) {
  const auto wait = std::chrono::ceil<milliseconds>(std::chrono::duration<double, std::ratio<60>>(span));
  return std::clamp<Duration>(wait, Duration::zero(), longest_pause);
}

}  // namespace

double RateBudget::own_at(Instant now) const {
  return std::min(limits_.own_burst, own_ + limits_.own_per_minute * minutes_between(own_since_, now));
}

// What was told last, and what has come in since if nobody else took it.
double RateBudget::left_at(Instant now) const {
  return std::min(pool_size, *left_ + pool_per_minute * minutes_between(left_since_, now));
}

Duration RateBudget::wait(Need need, Instant now) const {
  Duration wait = std::clamp<Duration>(paused_until_ - now, Duration::zero(), longest_pause);
  if (need == Need::restart) return wait;
  if (left_) {
    const int floor = need == Need::optional ? limits_.optional_from : limits_.reserve;
    wait = std::max(wait, in_minutes((floor - left_at(now)) / pool_per_minute));
  }
  return std::max(wait, in_minutes((1 - own_at(now)) / limits_.own_per_minute));
}

void RateBudget::spend(Instant now) {
  own_ = std::max(0.0, own_at(now) - 1);
  own_since_ = std::max(own_since_, now);
  ++made_;
}

void RateBudget::told(int remaining, Instant now) {
  left_ = std::max(0, remaining);
  left_since_ = now;
}

void RateBudget::refused(Duration retry_after, Instant now) {
  Duration pause = retry_after;
  if (pause <= Duration::zero()) pause = first_pause * (1 << std::min(refusals_, 5));
  ++refusals_;
  paused_until_ = std::max(paused_until_, now + std::min(pause, longest_pause));
}

}  // namespace swapguard::heroku
