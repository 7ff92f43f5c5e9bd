#include "core/guard/keeping.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/guard/learning.h"
#include "core/policy/rules.h"
#include "support/daily_rhythm.h"

namespace swapguard::guard {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");
const DynoName web{"web.1"};

// Quietest at 04:00.
double rhythm(Instant at) { return daily_rhythm(at, 0.9); }

// A dyno that leaks a third of its limit in eight hours, restarted as Foresight wants it.
struct Life {
  AppState app{policy::AppPolicy{}};
  Instant born = monday;
  int number = 1;
  double owed = 0;
  std::vector<Instant> restarts;

  Life() {
    app.fleet.formation(web.type()).quantity = 2;
    app.fleet.formation(web.type()).quota = Bytes::megabytes(1000);
  }

  void run(Instant from, Instant to) {
    for (Instant at = from; at < to; at += seconds{60}) {
      for (owed += 30 * rhythm(at); owed >= 1; owed -= 1) app.foresight.request(at);
      const double age = to_seconds(at - born) / 3600;
      observe::MemorySample line;
      line.id.octets[15] = static_cast<std::uint8_t>(number);
      line.rss = Bytes::megabytes(static_cast<std::int64_t>(400 + 40 * age));
      line.swap = Bytes{0};
      line.quota = Bytes::megabytes(1000);
      const auto taken = app.fleet.take_sample(web, line, at);
      if (taken.fresh) app.fleet.place(web)->find(line.id)->born(born);
      const policy::TypePolicy& policy = app.policy.of(web.type());
      const auto ruled = policy::wanted(*taken.generation, app.fleet.find_formation(web.type()), policy);
      if (!app.foresight.look({app.fleet, *taken.place, *taken.generation, policy, at}, ruled)) continue;
      restarts.push_back(at);
      ++number;
      born = at + seconds{30};
    }
  }
};

// The same dyno under a swapguard that was away for a while.
Life restarted(const Life& before, Duration away, Instant at) {
  Life after;
  after.born = before.born;
  after.number = before.number;
  restore_learned(after.app, kept_learned(before.app, at - away), at);
  return after;
}

TEST(Keeping, AfterARestartItDecidesAsIfItHadNotBeenAway) {
  Life kept;
  kept.run(monday, monday + days{4} + hours{1});
  Life again = restarted(kept, minutes{2}, monday + days{4} + hours{1});
  Life fresh;
  fresh.born = kept.born;
  fresh.number = kept.number;
  kept.restarts.clear();
  for (Life* life : {&kept, &again, &fresh})
    life->run(monday + days{4} + hours{1}, monday + days{5} + hours{6});
  ASSERT_FALSE(kept.restarts.empty());
  ASSERT_EQ(again.restarts.size(), kept.restarts.size());
  for (std::size_t i = 0; i < kept.restarts.size(); ++i) {
    EXPECT_LT(std::abs(to_seconds(again.restarts[i] - kept.restarts[i])), 45 * 60) << i;
  }
  EXPECT_NE(fresh.restarts, again.restarts) << "or this test shows nothing";
}

TEST(Keeping, HowLongADynoBootsIsForeseenAgain) {
  Life life;
  life.run(monday, monday + days{2});
  const Instant now = monday + days{2};
  const fleet::Place& place = *life.app.fleet.find(web);
  const auto hurts = [&](const AppState& app) {
    return app.foresight.restart_hurts(life.app.fleet, place, now).now;
  };
  const double usually = hurts(life.app);
  learn_from_sample(life.app, place, place.current(now)->id(), place.current(now)->last_sample());
  learn_from(life.app, {now, web, observe::StateChange{DynoState::up, DynoState::starting}});
  learn_from(life.app, {now + seconds{90}, web, observe::StateChange{DynoState::starting, DynoState::up}});
  EXPECT_GT(hurts(life.app), 2 * usually) << "three times as long as was taken for usual";

  AppState again{policy::AppPolicy{}};
  restore_learned(again, kept_learned(life.app, now), now);
  EXPECT_NEAR(hurts(again), hurts(life.app), 0.1 * usually);
}

TEST(Keeping, KeptAgainAtOnceItIsTheSame) {
  Life life;
  life.run(monday, monday + days{2});
  const Instant now = monday + days{2};
  std::string text = kept_learned(life.app, now);
  for (const bool settled : {false, true}) {
    AppState again{policy::AppPolicy{}};
    restore_learned(again, text, now);
    const std::string next = kept_learned(again, now);
    if (settled) {
      EXPECT_EQ(next, text);
    }
    text = next;  // forecasts that nothing will be held against are gone
  }
  EXPECT_LT(text.size(), 20'000u);
}

TEST(Keeping, DamageIsSeenWhereverItIs) {
  Life life;
  life.run(monday, monday + days{1});
  const Instant now = monday + days{1};
  const std::string text = kept_learned(life.app, now);
  const auto taken = [&](const std::string& damaged) {
    AppState app{policy::AppPolicy{}};
    restore_learned(app, damaged, now);
    return !app.foresight.knows_nothing() || !app.learned.types.empty();
  };
  ASSERT_TRUE(taken(text));
  for (std::size_t place = 0; place < text.size(); ++place) {
    std::string damaged = text;
    damaged[place] = static_cast<char>(damaged[place] ^ 1 << place % 7);
    EXPECT_FALSE(taken(damaged)) << place;
    EXPECT_FALSE(taken(text.substr(0, place))) << place;
  }
}

TEST(Keeping, NothingIsTakenFromWhatDoesNotFit) {
  Life life;
  life.run(monday, monday + days{1});
  const Instant now = monday + days{1};
  const std::string text = kept_learned(life.app, now);
  std::string newer = text;
  newer.replace(newer.find("-4;"), 3, "-9;");
  for (const std::string& wrong : {std::string{}, newer, text.substr(0, text.size() - 3), text + "0 "}) {
    AppState app{policy::AppPolicy{}};
    restore_learned(app, wrong, now);
    EXPECT_TRUE(app.foresight.knows_nothing());
  }
  AppState late{policy::AppPolicy{}};
  restore_learned(late, text, now + days{15});
  EXPECT_TRUE(late.foresight.knows_nothing());
  AppState app{policy::AppPolicy{}};
  EXPECT_EQ(kept_learned(app, now), "");
}

TEST(Keeping, PlacesThatAreSeenAgainSoonAreNotForgotten) {
  Life life;
  life.run(monday, monday + days{1});
  Life again = restarted(life, minutes{1}, monday + days{1});
  again.app.foresight.forget(again.app.fleet, monday + days{1} + minutes{10});
  EXPECT_FALSE(again.app.foresight.knows_nothing());
  again.app.foresight.forget(again.app.fleet, monday + days{1} + hours{2});
  EXPECT_TRUE(again.app.foresight.knows_nothing());
}

}  // namespace
}  // namespace swapguard::guard
