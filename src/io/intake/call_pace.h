// CallPace: at most `burst` calls at once and one per `interval` in the long run, so at most
// burst + 3600 s / interval in any hour. The generic cell-rate algorithm, as Heroku's own limit is.
#pragma once

#include <algorithm>

#include "core/base/time.h"

namespace swapguard::intake {

class CallPace {
 public:
  CallPace(Duration interval, int burst) : interval_(interval), slack_(interval * (burst - 1)) {}

  // When the next call may be made; may lie in the past.
  Instant next() const { return full_at_ - slack_; }
  void take(Instant now) { full_at_ = std::max(full_at_, now) + interval_; }

 private:
  Duration interval_;
  Duration slack_;
  Instant full_at_{};
};

}  // namespace swapguard::intake
