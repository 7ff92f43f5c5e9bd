#include "core/fleet/trend.h"

#include <gtest/gtest.h>

#include <random>

namespace swapguard::fleet {
namespace {

constexpr double mb = 1 << 20;

// A reading every 20 s: `start` MB, `slope` MB a minute, noise of ±`noise` MB.
Trend trend_of(int readings, double start, double slope, double noise, unsigned seed = 1) {
  std::mt19937 random{seed};
  std::uniform_real_distribution<double> jitter{-noise, noise};
  Trend trend;
  for (int i = 0; i < readings; ++i) {
    const double used = start + slope * i / 3 + jitter(random);
    trend.push(Instant{} + seconds{20} * i, Bytes{static_cast<std::int64_t>(used * mb)});
  }
  return trend;
}

TEST(Trend, FindsASteadySlope) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto growth = trend_of(90, 300, 2, 4, seed).growth();
    ASSERT_TRUE(growth);
    EXPECT_NEAR(growth->per_second * 60 / mb, 2.0, 0.2) << "seed " << seed;
  }
}

TEST(Trend, SaysNothingTooEarly) {
  EXPECT_FALSE(trend_of(14, 300, 2, 0).growth());
  EXPECT_TRUE(trend_of(15, 300, 2, 0).growth());
  EXPECT_FALSE(Trend{}.growth());
}

TEST(Trend, ForecastsTheCrossing) {
  const auto trend = trend_of(60, 300, 2, 1);
  const auto left = trend.time_to(Bytes::megabytes(340), Bytes::megabytes(512));
  ASSERT_TRUE(left);
  EXPECT_NEAR(to_seconds(*left) / 60, 86, 6);
}

TEST(Trend, FlatAndFallingMemoryHasNoCrossing) {
  EXPECT_FALSE(trend_of(90, 400, -2, 2).time_to(Bytes::megabytes(400), Bytes::megabytes(512)));
  int claimed = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    if (trend_of(90, 400, 0, 20, seed).time_to(Bytes::megabytes(400), Bytes::megabytes(512))) ++claimed;
  }
  EXPECT_LE(claimed, 6);  // two standard errors: about 2.5 of 100
}

TEST(Trend, ForgetsWhatWasBeforeAPlateau) {
  Trend trend;
  for (int i = 0; i < 60; ++i) trend.push(Instant{} + seconds{20} * i, Bytes::megabytes(100 + 5 * i));
  for (int i = 60; i < 400; ++i) trend.push(Instant{} + seconds{20} * i, Bytes::megabytes(400));
  ASSERT_TRUE(trend.growth());
  EXPECT_NEAR(trend.growth()->per_second * 60 / mb, 0, 0.1);
}

}  // namespace
}  // namespace swapguard::fleet
