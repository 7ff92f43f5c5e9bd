#include "core/guard/foresight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/leaking_life.h"

namespace swapguard::guard {
namespace {

using namespace test;

double hour_of(Instant at) { return to_seconds(at - std::chrono::floor<days>(at)) / 3600; }

TEST(Foresight, ALeakOfHoursIsSoonTakenInTheQuietHours) {
  Life life;
  life.run(monday, monday + days{6});
  int quiet = 0, late = 0;
  for (const auto& each : life.restarts) {
    if (each.at < monday + days{2}) continue;
    const double away = std::min(std::abs(hour_of(each.at) - 4), 24 - std::abs(hour_of(each.at) - 4));
    quiet += away <= 6;
    late += each.want.cause == policy::Cause::over_limit && away > 8;
  }
  EXPECT_GE(quiet, 3);
  EXPECT_EQ(late, 0);
}

// It is weighed once a minute. Who is held back in it is held back once, and not with each minute anew.
TEST(Foresight, AGoodMomentIsWantedByEachReadingUntilItIsWeighedAnew) {
  Life life;
  life.run(monday, monday + days{4} + hours{3});
  const auto good = [](const Life::Restart& each) { return each.want.cause == policy::Cause::quiet_moment; };
  life.restarts.clear();
  life.held = true;
  life.run(monday + days{4} + hours{3}, monday + days{4} + hours{8});
  const auto first = std::find_if(life.restarts.begin(), life.restarts.end(), good);
  ASSERT_GE(life.restarts.end() - first, 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(good(first[i]));
    EXPECT_EQ(first[i].at, first->at + i * seconds{20});
  }
}

TEST(Foresight, APlateauIsLeftAlone) {
  for (int top = 60; top <= 80; top += 4) {
    Life life;
    life.ceiling = top / 100.0;
    life.run(monday, monday + days{7});
    EXPECT_TRUE(life.restarts.empty()) << top;
  }
}

TEST(Foresight, SwitchedOffItAddsNothing) {
  Life life;
  life.policy.quiet_moment = false;
  life.run(monday, monday + days{4});
  ASSERT_FALSE(life.restarts.empty());
  for (const auto& each : life.restarts) EXPECT_EQ(each.want.cause, policy::Cause::over_limit);
}

TEST(Foresight, WithoutRequestsThereIsNoQuietMoment) {
  Life life;
  life.requests = 0;
  life.run(monday, monday + days{4});
  ASSERT_FALSE(life.restarts.empty());
  for (const auto& each : life.restarts) EXPECT_EQ(each.want.cause, policy::Cause::over_limit);
}

// What it stands at then is no base: from such a one its leak would seem to fill a dyno within hours, and no
// moment would be worth it.
TEST(Foresight, WhoIsOldWhenFirstSeenDoesNotTellWhereALifeBegins) {
  Life life;
  life.born = monday - hours{15};
  life.run(monday, monday + days{2});
  EXPECT_TRUE(std::any_of(life.restarts.begin(), life.restarts.end(), [](const Life::Restart& each) {
    return each.want.cause == policy::Cause::quiet_moment;
  }));
}

TEST(Foresight, DeepSwapDoesNotWaitForAThirdSample) {
  Life life;
  life.run(monday, monday + hours{6});
  ASSERT_TRUE(life.restarts.empty());
  life.look(monday + hours{6}, 1.5);
  ASSERT_EQ(life.restarts.size(), 1u);
  EXPECT_EQ(life.restarts[0].want.over, 1);
}

TEST(Foresight, ALeakThatIsCycledFirstIsTakenInItsQuietHours) {
  for (const auto daily : {policy::Daily::leaking, policy::Daily::off}) {
    Life life;
    life.hourly = 0.018;
    life.born = monday - hours{14};  // so that it is cycled about noon
    life.policy.daily = daily;
    life.run(monday, monday + days{6});
    EXPECT_EQ(life.restarts.empty(), daily == policy::Daily::off);
    for (const auto& each : life.restarts) {
      EXPECT_EQ(each.want.cause, policy::Cause::quiet_cycling);
      EXPECT_NEAR(hour_of(each.at), 4, 6);
    }
  }
}

TEST(Foresight, OnRequestEachDynoIsRolledInItsQuietHour) {
  Life life;
  life.hourly = 0;
  life.born = monday - hours{14};  // so that it is cycled about noon
  life.policy.daily = policy::Daily::quiet;
  life.run(monday, monday + days{5});
  ASSERT_FALSE(life.restarts.empty());
  for (const auto& each : life.restarts) {
    EXPECT_EQ(each.want.cause, policy::Cause::quiet_cycling);
    EXPECT_NEAR(hour_of(each.at), 4, 6);
  }
}

}  // namespace
}  // namespace swapguard::guard
