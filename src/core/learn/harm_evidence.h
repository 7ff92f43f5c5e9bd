// Harm evidence: what is kept of how each life of a dyno fared at each level of its memory, and the judgement
// on it: does memory do harm here, and from which level on?
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <vector>

#include "core/base/kept_form.h"
#include "core/base/single.h"
#include "core/learn/bands.h"

namespace swapguard::learn {

// What suffers.
enum class Harmed { p95, errors };
inline constexpr int harm_measures = 2;

// The result: from `percent` of the quota on (95 % range `low` to `high`) requests fare worse. `before` and
// `after` are the p95 of service times in milliseconds, or the share of 5xx and H12 in percent.
struct HarmLevel {
  double percent = 0, low = 0, high = 0;
  Harmed what = Harmed::p95;
  double before = 0, after = 0;
  std::int64_t requests = 0;
  int generations = 0;  // that were seen on both sides of it

  // What is kept over a restart of swapguard (archive.h); so everywhere below.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    bool errors = self.what == Harmed::errors;
    archive(self.percent, self.low, self.high, errors, self.before, self.after, self.requests,
            self.generations);
    if constexpr (!std::is_const_v<Self>) self.what = errors ? Harmed::errors : Harmed::p95;
  }
};

// A block is a minute or more of one generation with at least thirty requests. Its values, one for each
// measure, are the logarithm of its p95 and its share of errors, less what is usual at that traffic.
using BlockValues = std::array<double, harm_measures>;

struct BandSum {
  std::uint32_t blocks = 0;
  std::array<Single, harm_measures> values;

  void add(const BlockValues& block);
  bool operator==(const BandSum&) const = default;
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.blocks, self.values);
  }
};

// One generation's life.
struct LifeProfile {
  std::array<BandSum, bands> by_band{};
  std::uint32_t blocks = 0;
  std::int64_t requests = 0;
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(Sparse{self.by_band}, self.blocks, self.requests);
  }
};

// The blocks of all generations by the hour of the day.
using DayProfile = std::array<std::array<BandSum, bands>, 24>;

// What is told beside: the usual values over all traffic.
using UsualValues = BlockValues;

// Enough data or no claim: six generations on both sides of the level at least. Within each generation the
// blocks above are held against those below, so that releases and differences between dynos do not count; the
// differences are averaged over the generations, whose spread gives Student's t (the generation is the unit,
// as its blocks are not independent: Liang and Zeger, Biometrika 73, 1986), corrected for the number of
// levels looked at (Bonferroni). Three of four generations must agree in sign, the effect must matter (p95 up
// by 30 %, or errors up by 0.5 % of requests and threefold), and it must show within hours of the day as well
// (van Elteren's stratification, 1960): where memory and hour go hand in hand, nothing is claimed.
std::optional<HarmLevel> weigh_harm(const std::vector<const LifeProfile*>& lives, const DayProfile& day,
                                    const UsualValues& usual);

}  // namespace swapguard::learn
