#include "core/guard/learning.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::armed_policy;
using support::GuardedApp;
using support::samples;

observe::Request request_of(const char* dyno, Duration service, int status = 200) {
  observe::Request request;
  request.dyno = DynoName{dyno};
  request.service = service;
  request.status = status;
  return request;
}

const JournalEntry* last(const GuardedApp& app, Kind kind) {
  const JournalEntry* found = nullptr;
  for (const auto& entry : app.journal) {
    if (entry.kind == kind) found = &entry;
  }
  return found;
}

// Somebody restarts web.1, and the next generation stands at `used` for so many minutes.
void foreign_restart(GuardedApp& app, int generation, double used, int minutes_long) {
  app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
  app.line("web.1", observe::StateChange{DynoState::up, DynoState::starting});
  app.pass(seconds{14});
  app.line("web.1", observe::StateChange{DynoState::starting, DynoState::up});
  samples(app, minutes_long * 3, used, "web.1", generation);
}

TEST(Learning, TheOutcomeOfOurRestartFollowsTenMinutesAfter) {
  GuardedApp app;
  support::leak(app);
  ASSERT_EQ(app.sent.size(), 1u);
  app.line("router", request_of("web.1", milliseconds{20}, 503));
  app.line("web.1", observe::StateChange{DynoState::up, DynoState::starting});
  app.pass(seconds{15});
  app.line("web.1", observe::StateChange{DynoState::starting, DynoState::up});
  samples(app, 30, 210, "web.1", 2);
  EXPECT_EQ(app.count(Kind::outcome), 0);
  samples(app, 1, 210, "web.1", 2);
  ASSERT_EQ(app.count(Kind::outcome), 1);
  const JournalEntry& told = *last(app, Kind::outcome);
  EXPECT_EQ(told.decision, app.sent[0].decision);
  EXPECT_EQ(told.reason, "helped");
  EXPECT_NE(told.title.find("freed 270 MB"), std::string::npos) << told.title;
  EXPECT_NE(told.title.find("up in 15s, 1 of 1 requests failed"), std::string::npos) << told.title;
  samples(app, 60, 210, "web.1", 2);
  EXPECT_EQ(app.count(Kind::outcome), 1);
}

TEST(Learning, ThePlatformsRestartsHaveOutcomesAndAReleaseHasNone) {
  GuardedApp app;
  samples(app, 30, 400);
  foreign_restart(app, 2, 200, 11);
  EXPECT_EQ(app.count(Kind::outcome), 1);
  EXPECT_TRUE(last(app, Kind::outcome)->decision.empty());
  app.line("", observe::Released{5});
  foreign_restart(app, 3, 200, 11);
  EXPECT_EQ(app.count(Kind::outcome), 1);
  const AppView view = app.guard.view().apps[0];
  ASSERT_EQ(view.types.size(), 1u);
  EXPECT_EQ(view.types[0].restarting.base, Bytes::megabytes(200));
  EXPECT_EQ(view.types[0].restarting.boot, seconds{14});
}

TEST(Learning, ABaseThatFillsTheDynoIsToldOnceARelease) {
  auto policy = armed_policy();
  policy.mode = policy::Mode::observe;
  GuardedApp app{policy};
  samples(app, 30, 500);
  for (int generation = 2; generation <= 4; ++generation) foreign_restart(app, generation, 480, 11);
  EXPECT_EQ(app.reasons(Kind::finding), "size");
  EXPECT_NE(last(app, Kind::finding)->title.find("480 of 512 MB: a restart cannot help"), std::string::npos);
  app.line("", observe::Released{5});
  app.pass(minutes{6});
  foreign_restart(app, 5, 480, 11);
  EXPECT_EQ(app.reasons(Kind::finding), "size,size");
}

// Days of web.1 whose requests come ten times as fast from eight to twenty hours; it is cycled at this hour.
std::string told_when_cycled_at(int hour, policy::Daily daily = policy::Daily::leaking) {
  auto policy = armed_policy();
  policy.mode = policy::Mode::observe;
  policy.defaults.daily = daily;
  policy.defaults.quiet_moment = true;
  GuardedApp app{policy};
  for (int day = 0; day < 12; ++day) {
    const int quota = day < 7 ? 512 : 1024;  // a size is no matter of hours
    for (int minute = 0; minute < 24 * 60; ++minute) {
      if (minute == hour * 60) app.line("web.1", observe::Lifecycle{observe::LifecycleStep::cycling, {}});
      const bool next = minute >= hour * 60;
      if (minute % 5 == 0) app.sample("web.1", day + next, 200, quota);
      const int requests = minute >= 8 * 60 && minute < 20 * 60 ? 20 : 2;
      for (int i = 0; i < requests; ++i) app.line("router", request_of("web.1", milliseconds{50}));
      app.pass(minutes{1});
    }
  }
  return app.reasons(Kind::finding);
}

TEST(Learning, CyclingAtABusyHourIsToldOnceToWhomItMayHelp) {
  EXPECT_EQ(told_when_cycled_at(14), "busy_cycling");
  EXPECT_EQ(told_when_cycled_at(4), "") << "it falls well";
  EXPECT_EQ(told_when_cycled_at(14, policy::Daily::quiet), "") << "it is ours already";
}

TEST(Learning, AReleaseThatLeaksMoreIsTold) {
  auto policy = armed_policy();
  policy.mode = policy::Mode::observe;
  GuardedApp app{policy};
  int generation = 0;
  const auto lives = [&](double mb_per_minute) {
    for (int life = 0; life < 5; ++life) {
      ++generation;
      for (int i = 0; i < 35 * 3; ++i) {
        app.sample("web.1", generation, 150 + (mb_per_minute + generation % 3 * 0.02) * i / 3);
        app.pass(seconds{20});
      }
    }
  };
  lives(1);
  app.line("", observe::Released{142});
  lives(4);
  ASSERT_EQ(app.reasons(Kind::finding), "release_leaks");
  EXPECT_NE(last(app, Kind::finding)->title.find("web: v142 leaks 24"), std::string::npos)
      << last(app, Kind::finding)->title;
  ASSERT_FALSE(app.guard.view().apps[0].types.empty());
  EXPECT_EQ(app.guard.view().apps[0].types[0].leaks.front().release, 142);
}

// Lives of web.1 from 30 % to 88 % of the quota; from 60 % on requests take three times as long.
void lives_with_harm(GuardedApp& app, int first, int count) {
  for (int generation = first; generation < first + count; ++generation) {
    app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
    for (int minute = 0; minute < 120 && app.sent.empty(); ++minute) {
      const double percent = 30 + 58.0 * minute / 120;
      app.sample("web.1", generation, percent * 5.12);
      for (int i = 0; i < 32; ++i) {
        const int ms = 40 + (i * 37 + minute * 11 + generation * 5) % 90;
        app.line("router", request_of("web.1", milliseconds{percent > 60 ? 3 * ms : ms}));
      }
      app.pass(minutes{1});
    }
  }
}

TEST(Learning, TheHarmLevelIsToldAndLeftAloneUnlessItIsWanted) {
  auto policy = armed_policy();
  policy.defaults.restart_at = policy::Limit::percent(97);
  GuardedApp app{policy};
  lives_with_harm(app, 1, 10);
  ASSERT_EQ(app.reasons(Kind::finding), "harm_level");
  EXPECT_NE(last(app, Kind::finding)->title.find("web: slow requests start at"), std::string::npos);
  ASSERT_TRUE(app.guard.view().apps[0].types[0].harm);
  EXPECT_NEAR(app.guard.view().apps[0].types[0].harm->percent, 60, 5);
  EXPECT_TRUE(app.sent.empty());

  policy.defaults.use_harm_level = true;
  app.step(PolicyChanged{policy});
  lives_with_harm(app, 11, 1);
  ASSERT_EQ(app.sent.size(), 1u);
  EXPECT_LT(app.guard.view().apps[0].dynos[0].limit, Bytes::megabytes(358));
  const JournalEntry& restart = *last(app, Kind::restart);
  EXPECT_EQ(restart.reason, "over_limit");
  EXPECT_NE(restart.title.find("from where on requests fare worse here"), std::string::npos) << restart.title;
}

TEST(Learning, OneOffsTeachNothing) {
  GuardedApp app;
  samples(app, 3, 200, "run.4711", 9);
  EXPECT_TRUE(app.guard.view().apps[0].types.empty());
}

}  // namespace
}  // namespace swapguard::guard
