// Tally: what one run cost and what was counted beside it.
#pragma once

namespace swapguard::bench {

struct Tally {
  // Hurt requests; the work of workers is converted (TypeSpec::weight).
  double over_quota = 0, outage = 0, warm_up = 0, in_flight = 0, killed = 0, needless = 0;
  double left_behind = 0;  // the least that the state at the end still costs within a day
  double served = 0;       // requests and work asked for
  double dyno_seconds = 0, over_quota_seconds = 0;
  int restarts = 0, needless_restarts = 0, kills = 0, cycled = 0;
  // Never to be: two dynos of a type down by our hand, a dyno younger than two minutes, another generation
  // than the one that was meant, more than twelve restarts of a place within a day.
  int two_down = 0, young = 0, wrong_generation = 0, too_many = 0;
  int missed = 0;  // requests for a generation that was gone: nothing happens
  long lines = 0;

  double hurt() const { return over_quota + outage + warm_up + in_flight + killed + needless; }
  int violations() const { return two_down + young + wrong_generation + too_many; }
};

}  // namespace swapguard::bench
