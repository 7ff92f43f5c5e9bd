#include "core/learn/forecast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace swapguard::learn {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

Growth an_hour(double share, double spread = 0.002) {
  Growth growth;
  growth.per_second = share / 3600;
  growth.spread = spread;
  return growth;
}

Prospect from_half(const Growth& growth) { return {growth, ToCome{}, {noon, 0.5, 0, hours{5}}}; }

TEST(Prospect, ALeakByTheClockReachesTheLimitOnTime) {
  const auto forecast = from_half(an_hour(0.05)).reaches(1, Misses{});
  ASSERT_TRUE(forecast);
  EXPECT_NEAR(to_seconds(forecast->likely - noon), 10 * 3600, 1);
  EXPECT_LT(forecast->earliest, forecast->likely);
  ASSERT_TRUE(forecast->latest);
  EXPECT_GT(*forecast->latest, forecast->likely);
}

TEST(Prospect, WhatIsReachedAlreadyIsReachedNow) {
  const auto forecast = from_half(an_hour(0.05)).reaches(0.4, Misses{});
  ASSERT_TRUE(forecast);
  EXPECT_EQ(forecast->likely, noon);
  EXPECT_EQ(forecast->earliest, noon);
}

TEST(Prospect, BeyondTwoDaysNothingIsForetold) {
  EXPECT_FALSE(from_half(an_hour(0.01)).reaches(1, Misses{}));
  const auto unsure = from_half(an_hour(0.011, 0.01)).reaches(1, Misses{});
  ASSERT_TRUE(unsure);
  EXPECT_FALSE(unsure->latest) << "at the slow end of the range it lies beyond";
}

TEST(Prospect, ItsRangeMeetsALevelWhenItIsForetoldToBeReached) {
  const Prospect prospect = from_half(an_hour(0.05, 0.01));
  const auto forecast = prospect.reaches(0.93, Misses{});
  ASSERT_TRUE(forecast && forecast->latest);
  const auto at = [&](Instant time) { return prospect.range(time - noon, Misses{}); };
  EXPECT_NEAR(at(forecast->likely).mid, 0.93, 1e-6);
  EXPECT_NEAR(at(forecast->earliest).high, 0.93, 1e-6);
  EXPECT_NEAR(at(*forecast->latest).low, 0.93, 1e-6);
}

TEST(Prospect, TheHeapThatStillFillsUpIsPartOfIt) {
  Growth growth = an_hour(0);
  growth.settling = 0.2;
  const Prospect young(growth, ToCome{}, {noon, 0.5, 0, Duration{0}});
  EXPECT_NEAR(young.level(hours{24}), 0.7, 0.002);
  EXPECT_NEAR(young.level(Duration{0}), 0.5, 1e-9);
}

TEST(Prospect, BusyHoursToComeBringItSooner) {
  Traffic traffic;
  // A day long: ten times the requests in the twelve hours after noon.
  for (Instant at = noon - days{2}; at < noon; at += seconds{30}) {
    const auto since_noon = (at - noon + days{2}) % days{1};
    const int requests = since_noon < hours{12} ? 10 : 1;
    for (int i = 0; i < requests; ++i) traffic.request(at);
    traffic.pass(at);
  }
  Growth growth;
  growth.per_request = 0.5 / (4 * 3600) * 3;  // at 1/3 a second: half the limit in four hours
  growth.spread = 0.001;
  const auto at_noon =
      Prospect(growth, to_come(traffic, noon), {noon, 0.5, 0.3, hours{5}}).reaches(1, Misses{});
  const auto at_night =
      Prospect(growth, to_come(traffic, noon + hours{12}), {noon + hours{12}, 0.5, 0.03, hours{5}})
          .reaches(1, Misses{});
  ASSERT_TRUE(at_noon && at_night);
  EXPECT_LT(at_noon->likely - noon, hours{7});
  EXPECT_GT(at_night->likely - noon - hours{12}, hours{10});
}

using Share = Misses::Share;

TEST(Misses, TheQuantilesComeToHoldWhatTheySay) {
  std::mt19937 random(1);
  for (const double scale : {0.3, 1.0, 4.0}) {
    for (const double bias : {0.0, 2.0}) {
      Misses misses;
      std::normal_distribution<double> error(bias * scale, scale);
      int below = 0, above = 0, over_half = 0;
      for (int i = 0; i < 2000; ++i) {
        const double miss = error(random);
        if (i >= 400) {
          below += miss < misses.quantile(Share::twentieth, minutes{60});
          over_half += miss > misses.quantile(Share::half, minutes{60});
          above += miss > misses.quantile(Share::nineteen_twentieths, minutes{60});
        }
        misses.came(1, miss);
      }
      EXPECT_NEAR(below / 1600.0, 0.05, 0.02) << scale << " " << bias;
      EXPECT_NEAR(over_half / 1600.0, 0.5, 0.03) << scale << " " << bias;
      EXPECT_NEAR(above / 1600.0, 0.05, 0.02) << scale << " " << bias;
    }
  }
}

TEST(Misses, AHorizonOfWhichNothingCameIsAsTheShorterOne) {
  const auto high = [](const Misses& misses, Duration ahead) {
    return misses.quantile(Share::nineteen_twentieths, ahead);
  };
  Misses misses;
  for (int i = 0; i < 50; ++i) misses.came(0, 9);
  EXPECT_GT(high(misses, minutes{15}), 2);
  EXPECT_EQ(high(misses, hours{12}), high(misses, minutes{1}));
  misses.came(1, 0);
  EXPECT_LT(high(misses, hours{1}), high(misses, minutes{30}));
  EXPECT_LT(high(misses, minutes{30}), high(misses, minutes{15}));
}

}  // namespace
}  // namespace swapguard::learn
