#include "core/learn/statistics.h"

#include <gtest/gtest.h>

#include <random>

namespace swapguard::learn {
namespace {

TEST(Statistics, TheMedianIsTheMiddle) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({9, 1, 5}), 5);
  EXPECT_EQ(median({9, 1, 5, 7}), 6);
}

TEST(Statistics, TheRobustSlopeWithstandsAQuarterOfWildPoints) {
  std::vector<std::pair<double, double>> points;
  for (int i = 0; i < 40; ++i) points.emplace_back(i, i % 4 == 0 ? 1000.0 * (i % 3) : 3.0 * i + 7);
  EXPECT_NEAR(robust_slope(points), 3, 0.3);
  EXPECT_EQ(robust_slope({{1, 5}, {1, 9}}), 0);
}

TEST(Statistics, StudentsTailsAreRight) {
  // Tabled quantiles: P(t > 2.015) = 0.05 at 5, P(t > 3.169) = 0.005 at 10, P(t > 5.893) = 0.001 at 5.
  EXPECT_NEAR(upper_tail(as_normal(2.015, 5)), 0.05, 0.003);
  EXPECT_NEAR(upper_tail(as_normal(3.169, 10)), 0.005, 0.0005);
  EXPECT_NEAR(upper_tail(as_normal(5.893, 5)), 0.001, 0.0002);
  EXPECT_NEAR(upper_tail(as_normal(-2.015, 5)), 0.95, 0.003);
}

TEST(Statistics, EqualSamplesSeldomLookDifferent) {
  std::mt19937 random{5};
  std::normal_distribution<double> noise{10, 3};
  int below_five_percent = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> before(5), after(8);
    for (double& value : before) value = noise(random);
    for (double& value : after) value = noise(random);
    below_five_percent += compare(before, after).chance < 0.05;
  }
  EXPECT_NEAR(below_five_percent, 100, 40);
}

TEST(Statistics, ARiseIsSeenAndAFallIsNone) {
  EXPECT_LT(compare({70, 72, 68, 71}, {118, 121, 115}).chance, 0.001);
  EXPECT_GT(compare({118, 121, 115}, {70, 72, 68, 71}).chance, 0.99);
  EXPECT_EQ(compare({70}, {118, 121}).chance, 1);
  EXPECT_EQ(compare({70, 70}, {118, 118}).chance, 0);
}

}  // namespace
}  // namespace swapguard::learn
