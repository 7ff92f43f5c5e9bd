// Renewals: at which times of the day a dyno is renewed for free, by a deploy, a scale-down or somebody's
// hand. Shortly before one a restart is waste. Learned as a rate for each half-hour of the day, working days
// and weekends apart; a rate of a few days only is smoothed over its neighbours.
#pragma once

#include <array>
#include <vector>

#include "core/base/time.h"

namespace swapguard::learn {

class Renewals {
 public:
  static constexpr int slots = 48;

  // Time in which a renewal would have been seen.
  void watched(Instant from, Instant to);
  void renewed(Instant at);
  // Expected number of renewals in a step that begins then.
  double expected(Instant at, Duration step) const;

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.days_);
  }

 private:
  // One for each place: floats, and counts only where there is one.
  struct Day {
    std::array<float, slots> hours{};
    std::vector<float> counts;  // empty: none yet
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.hours, self.counts);
    }
  };
  std::array<Day, 2> days_;  // working days, weekends
};

}  // namespace swapguard::learn
