// What is found over days is found as well by a swapguard that is restarted on the way, and is told once.

#include <gtest/gtest.h>

#include "core/guard/keeping.h"
#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::armed_policy;
using support::GuardedApp;

enum class Kept { runs_through, restarted, forgets };

// An app under a swapguard that is away for two minutes every so often.
struct Days {
  explicit Days(Kept wanted) : kept(wanted), app(policy()) {}

  static policy::AppPolicy policy() {
    auto policy = armed_policy();
    policy.mode = policy::Mode::observe;
    return policy;
  }

  void pass(Duration time, int minute_of_all, int every) {
    app.pass(time);
    if (kept == Kept::runs_through || minute_of_all % every != every - 1) return;
    away = 2;
    Remembered memory;
    memory.app = app.app;
    if (kept == Kept::restarted) memory.learned = app.guard.learned(app.app, app.now);
    longest = std::max(longest, memory.learned.size());
    app.guard = Guard({policy()});
    app.step(memory);
  }

  // Lives of web.1 from 30 % to 88 % of the quota; from 60 % on requests take three times as long.
  void harmful_lives(int first, int count) {
    for (int generation = first; generation < first + count; ++generation) {
      seen([&] { app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}}); });
      for (int minute = 0; minute < 120; ++minute, ++minutes_in_all) {
        seen([&] { harmful_minute(generation, minute); });
        pass(minutes{1}, minutes_in_all, 300);
      }
    }
  }
  void harmful_minute(int generation, int minute) {
    const double percent = 30 + 58.0 * minute / 120;
    app.sample("web.1", generation, percent * 5.12);
    for (int i = 0; i < 32; ++i) {
      const int ms = 40 + (i * 37 + minute * 11 + generation * 5) % 90;
      observe::Request request;
      request.dyno = DynoName{"web.1"};
      request.service = milliseconds{percent > 60 ? 3 * ms : ms};
      request.status = 200;
      app.line("router", request);
    }
  }

  // Lives of 80 minutes, so that they reach two marks.
  void leaking_lives(int count, double mb_per_minute) {
    for (int life = 0; life < count; ++life) {
      ++generations;
      seen([&] { app.line("web.1", observe::Lifecycle{observe::LifecycleStep::starting_process, {}}); });
      for (int minute = 0; minute < 80; ++minute, ++minutes_in_all) {
        seen([&] {
          app.sample("web.1", generations, 100 + (mb_per_minute + generations % 3 * 0.02) * minute);
        });
        pass(minutes{1}, minutes_in_all, 170);
      }
    }
  }

  template <class Lines>
  void seen(const Lines& lines) {
    if (away > 0) {
      --away;
    } else {
      lines();
    }
  }

  Kept kept;
  GuardedApp app;
  int minutes_in_all = 0, away = 0, generations = 0;
  std::size_t longest = 0;
};

TEST(KeepingDays, TheHarmLevelIsFoundAndToldOnceHoweverOftenSwapguardIsRestarted) {
  Days through{Kept::runs_through}, restarted{Kept::restarted}, forgets{Kept::forgets};
  for (Days* days : {&through, &restarted, &forgets}) days->harmful_lives(1, 18);
  EXPECT_EQ(through.app.reasons(Kind::finding), "harm_level");
  EXPECT_EQ(restarted.app.reasons(Kind::finding), "harm_level");
  EXPECT_EQ(forgets.app.reasons(Kind::finding), "") << "or this test shows nothing";
  const auto level = [](const Days& days) {
    const AppView view = days.app.guard.view().apps[0];
    return view.types.empty() || !view.types[0].harm ? 0 : view.types[0].harm->percent;
  };
  EXPECT_NEAR(level(restarted), level(through), 2.6) << "a band";
  EXPECT_NEAR(level(restarted), 60, 5);
}

TEST(KeepingDays, AReleaseThatLeaksIsFoundAndToldOnceHoweverOftenSwapguardIsRestarted) {
  Days through{Kept::runs_through}, restarted{Kept::restarted}, forgets{Kept::forgets};
  for (Days* days : {&through, &restarted, &forgets}) {
    days->leaking_lives(6, 1);
    days->app.line("", observe::Released{142});
    days->leaking_lives(12, 4);
  }
  EXPECT_EQ(through.app.reasons(Kind::finding), "release_leaks");
  EXPECT_EQ(restarted.app.reasons(Kind::finding), "release_leaks");
  EXPECT_EQ(forgets.app.reasons(Kind::finding), "") << "or this test shows nothing";
  const auto rates = restarted.app.guard.view().apps[0].types[0].leaks;
  ASSERT_EQ(rates.size(), 2u);
  EXPECT_EQ(rates[0].release, 142);
  EXPECT_NEAR(rates[0].mb_per_hour, 241, 3) << "a gap is no jump";
  EXPECT_NEAR(rates[1].mb_per_hour, 61, 2);
}

TEST(KeepingDays, WhatIsKeptOfAHundredDynosStaysSmall) {
  GuardedApp app{Days::policy()};
  for (int minute = 0; minute < 12 * 60; ++minute) {
    for (int dyno = 1; dyno <= 100; ++dyno) {
      const std::string name = "web." + std::to_string(dyno);
      const int age = (minute + dyno * 7) % 400;
      app.sample(name.c_str(), dyno * 100 + (minute + dyno * 7) / 400, 150 + 0.75 * age);
      for (int i = 0; i < 6; ++i) {
        observe::Request request;
        request.dyno = DynoName{name};
        request.service = milliseconds{40 + (i * 37 + minute * 11) % 90};
        request.status = 200;
        app.line("router", request);
      }
    }
    app.pass(minutes{1});
  }
  const std::string text = app.guard.learned(app.app, app.now);
  RecordProperty("bytes", static_cast<int>(text.size()));
  EXPECT_LT(text.size(), 500'000u);
}

// The outcome of a restart that swapguard was restarted after.
std::string outcomes_when_away(Duration before, Duration away, Duration after) {
  GuardedApp app{Days::policy()};
  support::samples(app, 30, 400);
  app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
  for (const Instant until = app.now + before; app.now < until;) support::samples(app, 1, 200, "web.1", 2);
  for (const Duration unseen : {away, Duration{0}}) {  // the second start before a line has come
    Remembered memory;
    memory.app = app.app;
    memory.learned = app.guard.learned(app.app, app.now);
    app.pass(unseen);
    app.guard = Guard({Days::policy()});
    app.step(memory);
  }
  for (const Instant until = app.now + after; app.now < until;) support::samples(app, 1, 210, "web.1", 2);
  std::string titles;
  for (const auto& entry : app.journal) {
    if (entry.kind == Kind::outcome) titles += entry.title + "\n";
  }
  return titles;
}

TEST(KeepingDays, AnOutcomeIsToldOnceOrNotAtAll) {
  const std::string told = "web.1 freed 190 MB: 400 MB before, 210 MB ten minutes after\n";
  EXPECT_EQ(outcomes_when_away(minutes{5}, seconds{30}, minutes{15}), told);
  EXPECT_EQ(outcomes_when_away(minutes{5}, minutes{20}, minutes{30}), "") << "ten minutes after is over";
  EXPECT_EQ(outcomes_when_away(seconds{0}, minutes{8}, minutes{30}), "") << "nobody knows its age";
}

TEST(KeepingDays, AReleaseWhileNobodyLookedIsLearnedFromTheListing) {
  Days days{Kept::restarted};
  days.app.line("", observe::Released{141});
  days.leaking_lives(6, 1);
  days.app.step(
      DynosListed{days.app.app,
                  std::vector<PlatformDyno>{{DynoName{"web.1"}, support::generation_id(7), DynoState::up,
                                             "Standard-1X", 142, days.app.now, days.app.now}},
                  {}});
  days.leaking_lives(8, 4);
  EXPECT_EQ(days.app.reasons(Kind::finding), "release_leaks");
}

}  // namespace
}  // namespace swapguard::guard
