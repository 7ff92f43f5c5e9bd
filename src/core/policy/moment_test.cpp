#include "core/policy/moment.h"

#include <gtest/gtest.h>

#include "support/daily_rhythm.h"

namespace swapguard::policy {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");

// Quietest at 04:00, busiest at 16:00, five times as much.
double rhythm(Instant at) { return 2 * daily_rhythm(at, 0.8); }

struct World {
  learn::Traffic traffic, own;
  learn::Renewals renewals;
  learn::Growth growth;
  RestartCost cost{.dynos = 2};

  explicit World(double hourly, double (*rate)(Instant) = rhythm) {
    growth.per_second = hourly / 3600;
    double owed = 0;
    for (Instant at = monday; at < monday + days{3}; at += seconds{10}) {
      for (owed += 10 * rate(at); owed >= 1; owed -= 1) {
        traffic.request(at);
        own.request(at, 0.5);
      }
      traffic.pass(at);
      own.pass(at);
    }
  }
  Plan plan(Instant at) const { return Plan({traffic, own, renewals, growth, 0.4, cost}, at); }
  Plan::Choice choose(double level, Instant at, std::optional<Instant> born = std::nullopt) const {
    return plan(at).choose({growth, level, traffic.typical(at), born}, at);
  }
};

double hour_of(Instant at) { return to_seconds(at - std::chrono::floor<days>(at)) / 3600; }

TEST(Plan, ForeseesWhenTheLimitIsReached) {
  const World world(0.05);
  const Instant at = monday + days{3};
  const auto choice = world.choose(0.7, at);
  ASSERT_EQ(choice.end, Plan::Choice::End::limit);
  EXPECT_NEAR(to_seconds(choice.ends - at) / 3600, 6, 0.3);
}

TEST(Plan, WithDaysLeftItSeesNoEnd) {
  const World world(0.005);
  EXPECT_EQ(world.choose(0.5, monday + days{3}).end, Plan::Choice::End::none);
}

TEST(Plan, ChoosesTheQuietHourOfTheSpan) {
  const World world(0.03);
  // At 20:00 with the limit 14 h away the night lies between.
  const auto choice = world.choose(0.58, monday + days{2} + hours{20});
  ASSERT_EQ(choice.end, Plan::Choice::End::limit);
  EXPECT_GT(choice.now, choice.best_cost);
  EXPECT_NEAR(hour_of(choice.best), 4, 2.5);
}

TEST(Plan, ActsWhenTheQuietHourIsNow) {
  const World world(0.03);
  int good = 0;
  for (int minute = 0; minute < 6 * 60; minute += 15) {
    const Instant at = monday + days{3} + hours{2} + minutes{minute};
    const auto choice = world.choose(0.75 + 0.03 * minute / 60, at);
    if (choice.end == Plan::Choice::End::limit && choice.now <= choice.best_cost) ++good;
  }
  EXPECT_GT(good, 0);
}

TEST(Plan, WithoutAnyRhythmItWaits) {
  const World world(0.03, [](Instant) { return 2.0; });
  for (int hour = 0; hour < 8; ++hour) {
    const Instant at = monday + days{3} + hours{hour};
    const auto choice = world.choose(0.7 + 0.03 * hour, at);
    EXPECT_GT(choice.now, choice.best_cost) << hour;
  }
}

TEST(Plan, ThePlatformsCyclingEndsAGenerationToo) {
  const World world(0.005);
  const Instant at = monday + days{3};
  const auto choice = world.choose(0.5, at, at - hours{20});
  EXPECT_EQ(choice.end, Plan::Choice::End::cycling);
  EXPECT_NEAR(to_seconds(choice.ends - at) / 3600, 4, 0.3);
}

TEST(Plan, TheCyclingMayComeAtAnyTimeOfItsSpan) {
  const World world(0.02);
  const Instant at = monday + days{3};
  // 24 h old in 4 h, the last of them cycled in 7.6 h.
  const auto before = world.choose(1 - 0.02 * 3, at, at - hours{20});
  EXPECT_EQ(before.end, Plan::Choice::End::limit);
  EXPECT_EQ(before.reaches_limit, 1);
  const auto amid = world.choose(1 - 0.02 * 5.8, at, at - hours{20});
  EXPECT_EQ(amid.end, Plan::Choice::End::limit);
  EXPECT_NEAR(amid.reaches_limit, 0.5, 0.1);
  const auto after = world.choose(1 - 0.02 * 9, at, at - hours{20});
  EXPECT_EQ(after.end, Plan::Choice::End::cycling);
  EXPECT_EQ(after.reaches_limit, 0);
}

TEST(Plan, WhoIsOlderThanAnyThatIsCycledGoesOn) {
  const World world(0.02);
  const Instant at = monday + days{3};
  const auto choice = world.choose(0.8, at, at - hours{28});
  EXPECT_EQ(choice.end, Plan::Choice::End::limit);
  EXPECT_EQ(choice.reaches_limit, 1);
}

TEST(Plan, ADeployThatIsExpectedMakesARestartNowWorthLess) {
  World world(0.03);
  const Instant at = monday + days{3} + hours{4};
  const auto before = world.choose(0.75, at);
  for (int day = 0; day < 4; ++day) {
    for (int i = 0; i < 288; ++i) {
      const Instant then = monday + days{day} + minutes{5 * i};
      world.renewals.watched(then, then + minutes{5});
    }
    world.renewals.renewed(monday + days{day} + hours{7});
    world.renewals.renewed(monday + days{day} + hours{8});
  }
  const auto after = world.choose(0.75, at);
  EXPECT_LT(after.at_end - after.now, before.at_end - before.now);
}

TEST(RestartCost, RisesFasterThanTheTraffic) {
  const RestartCost cost{.dynos = 3};
  EXPECT_GT(cost.at(10, 10) / cost.at(5, 10), 2);
  EXPECT_NEAR(cost.at(2, 10) / cost.at(1, 10), 2, 0.01);
}

TEST(RestartCost, PrebootTakesTheOutageAway) {
  EXPECT_LT((RestartCost{.preboot = true, .dynos = 2}.at(10, 10)), (RestartCost{.dynos = 2}.at(10, 10)));
}

TEST(RestartCost, ALoneDynoIsTheWholeApp) { EXPECT_GE(RestartCost{}.at(10, 10), 10 * 30); }

}  // namespace
}  // namespace swapguard::policy
