#include "core/learn/traffic.h"

#include <gtest/gtest.h>

#include "support/daily_rhythm.h"

namespace swapguard::learn {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");

// Requests a second: three at noon for each one at midnight.
double rhythm(Instant at) { return 2 * daily_rhythm(at, 0.55, 0); }

Traffic watched(Duration span, double (*rate)(Instant)) {
  Traffic traffic;
  double owed = 0;
  for (Instant at = monday; at < monday + span; at += seconds{10}) {
    for (owed += 10 * rate(at); owed >= 1; owed -= 1) traffic.request(at);
    traffic.pass(at);
  }
  return traffic;
}

TEST(Traffic, SaysNothingBeforeItHasSeenAnHour) {
  const Traffic traffic = watched(minutes{30}, [](Instant) { return 2.0; });
  EXPECT_FALSE(traffic.known());
  EXPECT_FALSE(traffic.present(monday + minutes{30}));
  EXPECT_FALSE(traffic.usual());
}

TEST(Traffic, WithoutRequestsNothingIsKnownHoweverLongItLasts) {
  const Traffic traffic = watched(days{2}, [](Instant) { return 0.0; });
  EXPECT_FALSE(traffic.known());
  EXPECT_FALSE(traffic.present(monday + days{2}));
  EXPECT_FALSE(traffic.usual());
}

TEST(Traffic, LearnsTheRhythmOfTheDay) {
  const Traffic traffic = watched(days{3}, rhythm);
  for (int hour = 0; hour < 24; ++hour) {
    const Instant at = monday + days{3} + hours{6} + hours{hour};
    EXPECT_NEAR(traffic.expected(at) / rhythm(at), 1, 0.15) << hour;
  }
  EXPECT_NEAR(traffic.busiest() / rhythm(monday + hours{12}), 1, 0.1);
}

TEST(Traffic, OneNightIsEnoughToExpectMoreByDay) {
  const Traffic traffic = watched(hours{9}, rhythm);
  EXPECT_GT(traffic.expected(monday + hours{12}), 1.5 * traffic.expected(monday + hours{24}));
}

TEST(Traffic, ABurstCountsNowAndIsForgottenWithinHours) {
  Traffic traffic = watched(days{2}, [](Instant) { return 2.0; });
  Instant at = monday + days{2};
  for (; at < monday + days{2} + minutes{10}; at += seconds{1}) {
    for (int i = 0; i < 6; ++i) traffic.request(at);
    traffic.pass(at);
  }
  EXPECT_GT(*traffic.present(at), 4);
  EXPECT_NEAR(traffic.typical(at), 2, 0.4);
  EXPECT_NEAR(traffic.expected(at + hours{4}), 2, 0.4);
}

TEST(Traffic, ASilenceOfHoursIsNoQuietNight) {
  Traffic traffic = watched(days{1}, [](Instant) { return 2.0; });
  traffic.pass(monday + days{1} + hours{8});
  EXPECT_NEAR(traffic.typical(monday + days{1} + hours{28}), 2, 0.3);
}

}  // namespace
}  // namespace swapguard::learn
