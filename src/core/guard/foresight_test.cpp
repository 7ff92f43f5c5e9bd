#include "core/guard/foresight.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/policy/rules.h"
#include "support/daily_rhythm.h"

namespace swapguard::guard {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");
const DynoName web{"web.1"};

// Quietest at 04:00.
double rhythm(Instant at) { return 1.5 * daily_rhythm(at, 0.9); }

// Two web dynos, of which web.1 is watched and restarted as Foresight wants it.
struct Life {
  double hourly = 0.03;  // growth, of the limit
  double ceiling = 10;
  double requests = 20;  // in 20 s, at usual times
  policy::TypePolicy policy;
  fleet::Fleet fleet;
  Foresight foresight;
  Instant born = monday - hours{2};
  int number = 1;
  double owed = 0;

  struct Restart {
    Instant at;
    policy::Want want;
  };
  std::vector<Restart> restarts;
  bool held = false;  // what is wanted does not happen

  Life() {
    fleet.formation(web.type()).quantity = 2;
    fleet.formation(web.type()).quota = Bytes::megabytes(1000);
  }

  DynoId id() const {
    DynoId id;
    id.octets[14] = static_cast<std::uint8_t>(number >> 8);
    id.octets[15] = static_cast<std::uint8_t>(number);
    return id;
  }

  void run(Instant from, Instant to) {
    for (Instant at = from; at < to; at += seconds{20}) {
      for (owed += requests * rhythm(at); owed >= 1; owed -= 1) foresight.request(at);
      if (at - born > hours{26}) cycle(at);
      const double age = to_seconds(at - born) / 3600;
      const double level =
          std::min(0.4 + hourly * age, ceiling) +
          0.001 * (to_seconds(at - monday) / 20 - std::floor(to_seconds(at - monday) / 60) * 3);
      look(at, level);
    }
  }

  void cycle(Instant at) {
    foresight.cycled(web, at);
    ++number;
    born = at;
  }

  void look(Instant at, double level) {
    observe::MemorySample line;
    line.id = id();
    line.rss = Bytes{static_cast<std::int64_t>(
        level * static_cast<double>(policy.restart_at.of(Bytes::megabytes(1000))->count))};
    line.swap = Bytes{0};
    line.quota = Bytes::megabytes(1000);
    const auto taken = fleet.take_sample(web, line, at);
    if (taken.fresh) fleet.place(web)->find(id())->born(born);
    const auto ruled = policy::wanted(*taken.generation, fleet.find_formation(web.type()), policy);
    const auto want = foresight.look({fleet, *taken.place, *taken.generation, policy, at}, ruled);
    if (!want) return;
    restarts.push_back({at, *want});
    if (held) return;
    ++number;
    born = at + seconds{30};
  }
};

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
