#include "core/learn/growth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace swapguard::learn {
namespace {

struct Truth {
  double hourly = 0, per_request = 0, working_set = 0, settling = 0, noise = 0.004;
};

// Requests a second at an age: a day's rhythm around 1.
double rate_at(double seconds) { return std::exp(0.6 * std::cos(2 * std::numbers::pi * seconds / 86400)); }

GrowthSums watched(const Truth& truth, int hours_long, unsigned seed, GrowthSums* pool = nullptr) {
  GrowthSums sums;
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, truth.noise);
  double requests = 0;
  for (double age = 600; age < hours_long * 3600.0; age += 300) {
    const double rate = rate_at(age);
    requests += 300 * rate;
    const double settled = GrowthSums::settling_share(age);
    const double level = 0.5 + truth.hourly * age / 3600 + truth.per_request * requests +
                         truth.working_set * rate + truth.settling * settled + noise(random);
    const auto step = sums.add({age, requests, rate, settled}, level, 0.99);
    if (pool) pool->share(step, 150);
  }
  return sums;
}

TEST(Growth, RecoversKnownSlopesWithinATenth) {
  int right = 0, seeds = 0;
  for (const double hourly : {0.02, 0.03, 0.04, 0.06}) {
    for (unsigned seed = 1; seed <= 25; ++seed, ++seeds) {
      GrowthSums place;
      const GrowthSums own = watched({.hourly = hourly, .working_set = 0.03}, 16, seed, &place);
      const Growth growth = GrowthSums::estimate(own, place, {}, 1);
      right += std::abs(growth.an_hour(1) / hourly - 1) <= 0.1;
    }
  }
  EXPECT_GE(right, seeds * 9 / 10);
}

TEST(Growth, TellsALeakByTheRequestFromOneByTheClock) {
  const GrowthSums by_request = watched({.per_request = 0.03 / 3600}, 24, 1);
  const GrowthSums by_clock = watched({.hourly = 0.03}, 24, 1);
  const Growth first = GrowthSums::estimate(by_request, {}, {}, 1);
  const Growth second = GrowthSums::estimate(by_clock, {}, {}, 1);
  EXPECT_GT(first.per_request, 2 * std::abs(first.per_second));
  EXPECT_GT(second.per_second, 2 * std::abs(second.per_request));
}

TEST(Growth, AWorkingSetThatFollowsTrafficIsNoLeak) {
  const Growth growth = GrowthSums::estimate(watched({.working_set = 0.08}, 24, 3), {}, {}, 1);
  EXPECT_NEAR(growth.an_hour(1), 0, 0.002);
  EXPECT_NEAR(growth.per_rate, 0.08, 0.02);
}

TEST(Growth, AHeapThatFillsUpIsNoLeak) {
  const Growth growth = GrowthSums::estimate(watched({.settling = 0.2}, 36, 4), {}, {}, 1);
  EXPECT_LT(growth.an_hour(1) * 24, 0.05);
  EXPECT_GT(growth.settled(24 * 3600), 0.08);
}

TEST(Growth, AYoungGenerationLearnsFromItsPlace) {
  GrowthSums place;
  for (unsigned seed = 1; seed <= 4; ++seed) watched({.hourly = 0.05}, 10, seed, &place);
  const GrowthSums young = watched({.hourly = 0.05, .noise = 0.02}, 1, 9);
  EXPECT_NEAR(GrowthSums::estimate(young, place, {}, 1).an_hour(1), 0.05, 0.005);
}

TEST(Growth, AHealthyDynoThatLivesLongDoesNotHideItsNeighboursLeak) {
  GrowthSums type, place;
  for (unsigned seed = 1; seed <= 3; ++seed) watched({}, 24, seed, &type);
  EXPECT_NEAR(GrowthSums::estimate({}, {}, type, 1).an_hour(1), 0, 0.005);
  for (unsigned seed = 1; seed <= 4; ++seed) watched({.hourly = 0.4}, 1, seed, &place);
  EXPECT_NEAR(GrowthSums::estimate({}, place, type, 1).an_hour(rate_at(0)), 0.4, 0.04);
}

TEST(Growth, WithoutRequestsTimeAloneIsLearned) {
  GrowthSums sums;
  for (int i = 0; i < 60; ++i)
    sums.add({300.0 * i, 0, 0, GrowthSums::settling_share(1e9)}, 0.4 + 0.002 * i, 1);
  EXPECT_NEAR(GrowthSums::estimate(sums, {}, {}, 0).an_hour(0), 0.024, 0.002);
}

TEST(Growth, ALeakNeverShrinks) {
  Growth growth;
  growth.per_second = -0.01;
  EXPECT_EQ(growth.in(60, 1), 0);
}

}  // namespace
}  // namespace swapguard::learn
