// Renewals: at which times of the day a dyno is renewed for free, by a deploy, a scale-down or somebody's
// hand. Shortly before one a restart is waste. Learned as a rate for each half-hour of the day, working days
// and weekends apart; a rate of a few days only is smoothed over its neighbours.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "core/base/single.h"
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
  // Up to 65, to a thousandth.
  class Hours {
   public:
    operator double() const { return thousandths_ / 1000.0; }  // NOLINT: reads as a number
    Hours& operator=(double hours) {
      thousandths_ = static_cast<std::uint16_t>(std::clamp(std::lround(hours * 1000), 0L, 65'535L));
      return *this;
    }
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      Single hours(self);
      archive(hours);
      if constexpr (!std::is_const_v<Self>) self = hours;
    }

   private:
    std::uint16_t thousandths_ = 0;
  };
  // One for each place: small, and counts only where there is one.
  struct Day {
    std::array<Hours, slots> hours;
    std::vector<Single> counts;  // empty: none yet
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.hours, self.counts);
    }
  };
  std::array<Day, 2> days_;  // working days, weekends
};

}  // namespace swapguard::learn
