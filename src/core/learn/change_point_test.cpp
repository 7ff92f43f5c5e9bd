#include "core/learn/change_point.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "core/learn/bands.h"

namespace swapguard::learn {
namespace {

std::vector<BandPoint> points_of(const std::function<double(double)>& value, double noise, unsigned seed) {
  std::mt19937 random{seed};
  std::normal_distribution<double> spread{0, 1};
  std::vector<BandPoint> points;
  for (int band = 2; band < 28; ++band) {
    const double middle = lower_edge(band) + band_width / 2;
    points.push_back({lower_edge(band), 1, value(middle) + noise * spread(random)});
  }
  return points;
}

TEST(ChangePoint, FindsAStepAndTheBeginningOfARise) {
  const std::vector<std::function<double(double)>> forms = {
      [](double percent) { return percent > 65 ? 0.7 : 0; },
      [](double percent) { return std::max(0.0, percent - 65) * 0.04; },
      [](double percent) { return std::log1p(std::max(0.0, percent - 65) * 0.1); },
  };
  for (const auto& form : forms) {
    for (unsigned seed = 1; seed <= 50; ++seed) {
      const auto found = find_rise(points_of(form, 0.03, seed));
      ASSERT_TRUE(found);
      EXPECT_NEAR(found->percent, 65, 5) << "seed " << seed;
    }
  }
}

TEST(ChangePoint, WhatFallsOrIsTooShortHasNone) {
  EXPECT_FALSE(find_rise(points_of([](double percent) { return -percent; }, 0, 1)));
  EXPECT_FALSE(find_rise({{30, 1, 0}, {32.5, 1, 0}, {35, 1, 1}}));
}

}  // namespace
}  // namespace swapguard::learn
