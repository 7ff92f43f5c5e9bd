// Growth: how memory rises, told apart by what drives it: time (a leak by the clock), requests served (a leak
// by the request), and the working set, which follows the traffic up and down and is no leak at all.
//
// A Bayesian linear regression of the level on the three (Gelman et al., Bayesian Data Analysis, 3rd ed.,
// 14), each generation about its own mean. The generation's own readings, its place's and its process type's
// share one estimate, the nearer ones with more weight (partial pooling, ibid. 5).
#pragma once

#include <array>
#include <initializer_list>
#include <optional>

#include "core/base/single.h"
#include "core/base/time.h"

namespace swapguard::learn {

// The level is used / limit throughout: 1 is the limit.
struct Growth {
  double per_second = 0;
  double per_request = 0;  // of one dyno, as the log shows them
  double per_rate = 0;     // working set: for each request a second of one dyno
  double settling =
      0;  // rise of the first hours that ends by itself; negative: it starts slower than it goes on
  double spread = 0;  // standard error of the growth an hour at the usual rate

  // By the leak in a span; a leak never shrinks. `rate`: requests a second of one dyno.
  double in(double seconds, double rate) const;
  // What settling has added at this age.
  double settled(double age_seconds) const;
  // As another limit makes it.
  void scale(double by);
  double an_hour(double usual_rate) const { return 3600 * (per_second + per_request * usual_rate); }
};

// Sums of a regression, about the mean of what was added.
class GrowthSums {
 public:
  static constexpr std::size_t terms = 4;
  using Row = std::array<double, terms>;

  static double settling_share(double age_seconds);
  // {age in seconds, requests served since the start, requests a second now, settling_share(age)} → level.
  // `keeps`: what share of the older sums is kept.
  struct Step {  // what it added
    Row x{};
    double level = 0, share = 0;
  };
  Step add(const Row& x, double level, double keeps);
  // Takes over an addition to a generation's sums; the weight of all stays at `most`.
  void share(const Step& step, double most);
  double weight() const { return weight_; }
  // All levels so many times as high.
  void scale(double by);

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.weight_, self.mean_, self.mean_level_);
    for (std::size_t i = 0; i < terms; ++i) {
      for (std::size_t j = 0; j < terms; ++j) archive(self.xx_[pair(i, j)]);
    }
    archive(self.xy_);
  }

  // One estimate from all of them. `usual_rate`: requests a second of a dyno, for the scale of the prior;
  // nothing: no request was ever seen, and none has a share in the growth or in its spread.
  static Growth estimate(const GrowthSums& own, const GrowthSums& place, const GrowthSums& type,
                         std::optional<double> usual_rate);

 private:
  struct Part {
    const GrowthSums& sums;
    double counts = 1;  // a reading of them
  };
  static Growth fit(std::initializer_list<Part> parts, std::optional<double> usual_rate);

  // Of a symmetric table its lower half: (0,0) (1,0) (1,1) (2,0) …
  static constexpr std::size_t pair(std::size_t i, std::size_t j) {
    return i < j ? pair(j, i) : i * (i + 1) / 2 + j;
  }

  Single weight_;
  std::array<Single, terms> mean_;
  Single mean_level_;
  std::array<Single, terms*(terms + 1) / 2> xx_;
  std::array<Single, terms> xy_;
};

}  // namespace swapguard::learn
