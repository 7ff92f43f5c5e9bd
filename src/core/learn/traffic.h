// Traffic: how many requests an app serves, now and at each time of the week to come. Learned from the
// router's lines; a drain or a sample of the lines will do, because only ratios of rates are used.
//
// The logarithm of the rate of each quarter of an hour is regressed on three daily harmonics and the weekend
// (harmonic regression: Harvey, Forecasting, Structural Time Series Models and the Kalman Filter, 1989), with
// a modest prior, so that the first hours already say something and never much. What one half-hour of the day
// keeps off that smooth shape is learned beside it. Constant memory and time.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace swapguard::learn {

class Traffic {
 public:
  static constexpr Duration bucket = minutes{15};
  static constexpr int slots_a_day = 48;
  static constexpr double rate_least = 1e-3;  // requests a second: below it there is no traffic to speak of

  // One request that a dyno served; `share`: of it that counts.
  void request(Instant at, double share = 1) {
    const Duration after = at - gathered_from_;
    if (after < Duration{0} || after >= together || share != share_) {
      gather(at, share);
    } else {
      gathered_after_ += after;
    }
    ++gathered_;
  }
  // Time passed: closes the quarters that are over.
  void pass(Instant at);

  // Requests a second, as the lines show them (a sampled log shows fewer). Nothing until an hour was seen and
  // as long as requests hardly ever come.
  std::optional<double> present(Instant at) const;
  // What is to come, for whoever asks for many times: the present is weighed once. Not longer than the
  // traffic stays as it is.
  class Ahead {
   public:
    // The expected rate at a time to come, in the unit of present().
    double rate(Instant at) const;

   private:
    friend class Traffic;
    Ahead(const Traffic& traffic, double deviation) : traffic_(traffic), deviation_(deviation) {}
    const Traffic& traffic_;
    double deviation_;  // of the present from the usual; logarithm
  };
  Ahead ahead() const;
  double expected(Instant at) const { return ahead().rate(at); }
  // The same by the clock alone, whatever the traffic does just now.
  double typical(Instant at) const { return std::exp(shape(at)); }
  // The highest rate of an average day: the busiest half-hour.
  double busiest() const { return busiest_; }
  // The rate of an average day; nothing while nothing is known.
  std::optional<double> usual() const { return known() ? std::optional(usual_) : std::nullopt; }
  bool known() const { return closed_ >= 4 && busiest_ > 2 * rate_least; }
  // Quarters of an hour seen.
  int seen() const { return closed_; }

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.closed_, self.information_, self.evidence_, self.weights_, self.offset_, self.offset_weight_,
            self.busiest_, self.usual_);
  }
  // Nothing was seen for a while: what is open is begun anew, and the rate of now is taken to be the usual.
  void resume(Instant at);

 private:
  // Requests of this span fade as if all had come at their mean time: off by some hundred-thousandths at
  // most, and one exponential for all of them.
  static constexpr Duration together = seconds{5};
  static constexpr std::size_t terms = 8;  // level, three harmonics by two, weekend
  using Row = std::array<double, terms>;
  struct Faded {
    double requests = 0;  // each worth less as it ages
    Instant at{};
  };

  static Row row(Instant at);
  static int slot(Instant at);
  double shape(Instant at) const;  // logarithm
  Faded recent() const;
  void gather(Instant from, double share);
  void learn(Instant at, double rate);
  void solve();

  Instant open_since_{}, newest_{};
  bool started_ = false;
  double count_ = 0;
  int closed_ = 0;
  Faded faded_;
  // Those that have come since, within one span: how many, of what share, and the sum of the times after its
  // beginning.
  Instant gathered_from_{};
  std::int64_t gathered_ = 0;
  double share_ = 1;
  Duration gathered_after_{};
  std::array<Row, terms> information_{};
  Row evidence_{}, weights_{};
  std::array<double, slots_a_day> offset_{}, offset_weight_{};
  double busiest_ = 0, usual_ = 0;
};

}  // namespace swapguard::learn
