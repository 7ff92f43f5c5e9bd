// Forecast: when memory reaches a level, and the span in which it does so nine times of ten.
//
// The level to come is the growth that was learned (growth.h), carried on with the traffic that is expected.
// How far that goes astray is not asked of the model, which knows of no saws, steps or bursts: it is counted.
// At a few horizons the quantiles of what earlier forecasts of the process type missed by are tracked
// (adaptive conformal inference: Gibbs and Candès, NeurIPS 2021). Constant memory and time.
#pragma once

#include <array>
#include <optional>

#include "core/learn/growth.h"
#include "core/learn/traffic.h"

namespace swapguard::learn {

struct Forecast {
  Instant likely;
  Instant earliest;               // one time in twenty it comes before
  std::optional<Instant> latest;  // … or after; nothing: beyond what is foreseen
};

// A level to come: one time in twenty it lies below `low`, one in twenty above `high`.
struct Range {
  double low = 0, mid = 0, high = 0;
};

// What came of earlier forecasts.
class Misses {
 public:
  static constexpr std::array<Duration, 4> horizons = {minutes{15}, hours{1}, hours{4}, hours{12}};

  // How sure one may be that the level stays below.
  enum class Share { twentieth, half, nineteen_twentieths };

  // The level at horizons[index] was this many standard errors above what had been foretold.
  void came(std::size_t index, double standard_errors);
  // So many standard errors above what is foretold the level stays below, that far ahead.
  double quantile(Share share, Duration ahead) const;

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.records_);
  }

 private:
  struct Record {
    std::array<double, 3> quantiles = {-1.645, 0, 1.645};  // of a normal distribution, until it is known
    double size = 0;                                       // of a miss, on average
    int seen = 0;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.quantiles, self.size, self.seen);
    }
  };
  std::array<Record, horizons.size()> records_;
};

// Two days to come; a dyno lives little longer than one.
inline constexpr Duration step_to_come = minutes{15};
inline constexpr std::size_t steps_to_come = 48 * 4;
inline constexpr Duration all_to_come = static_cast<int>(steps_to_come) * step_to_come;

// The traffic of one dyno at each step. Good for all dynos of the type, and for some minutes.
struct ToCome {
  Instant from{};
  bool busy = false;  // false: no traffic to speak of
  std::array<double, steps_to_come + 1> rates{};
};
ToCome to_come(const Traffic& own, Instant at);

// The level of one generation at each step.
class Prospect {
 public:
  struct Start {
    Instant at;
    double level = 0;  // used / limit: the highest of late, as a limit is met by the peaks
    double rate = 0;   // requests a second of one dyno
    Duration age{};
  };
  Prospect(const Growth& growth, const ToCome& traffic, const Start& start);

  // The level `ahead` of the start, and the standard error that the fit itself tells; at most two days ahead.
  double level(Duration ahead) const;
  double error(Duration ahead) const;
  // Nothing when the level is likely not reached within two days.
  std::optional<Forecast> reaches(double level, const Misses& misses) const;
  // The lines that reaches() follows until they meet the level; at most two days ahead.
  Range range(Duration ahead, const Misses& misses) const;

 private:
  double bound(std::size_t step, Misses::Share share, const Misses& misses) const;
  std::optional<Instant> crossing(double level, Misses::Share share, const Misses& misses) const;

  Instant start_;
  double spread_;  // of the growth, a second
  std::array<double, steps_to_come + 1> levels_;
};

}  // namespace swapguard::learn
