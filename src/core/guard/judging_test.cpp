#include "core/guard/judging.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::armed_policy;
using support::generation_id;
using support::GuardedApp;
using support::samples;

TEST(Judging, ObserveModeSaysWhatItWouldDoOnceAndSendsNothing) {
  auto policy = armed_policy();
  policy.mode = policy::Mode::observe;
  GuardedApp app{policy};
  samples(app, 30, 480);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_TRUE(app.claims.empty());
  EXPECT_EQ(app.count(Kind::would_restart), 1);
}

TEST(Judging, EachChangeOfTheAnswerIsSaidExactlyOnce) {
  auto policy = armed_policy();
  policy.defaults.cooldown = minutes{30};
  GuardedApp app{policy};
  samples(app, 3, 480);
  samples(app, 1, 200, "web.1", 2);
  // The new generation leaks at once: held by its short life, then by the cooldown, then restarted.
  samples(app, 120, 480, "web.1", 2);
  EXPECT_EQ(app.reasons(Kind::held), "min_uptime,cooldown");
  EXPECT_EQ(app.sent.size(), 2u);
}

TEST(Judging, AFlatDynoAndASingleSpikeAreLeftAlone) {
  GuardedApp app;
  for (int i = 0; i < 24 * 180; ++i) samples(app, 1, i % 2 ? 440 : 380);
  samples(app, 1, 563);
  samples(app, 10, 400);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.count(Kind::held), 0);
}

// The window of a dyno is short until a reading is at a limit, wherever the owner put it.
TEST(Judging, LongRunsAndSharesCountFromTheFirstReadingAtTheLimitOn) {
  const auto when = [](policy::Sustained sustained, auto used) {
    auto policy = armed_policy();
    policy.defaults.restart_at = policy::Limit::size(Bytes::megabytes(200));
    policy.defaults.sustained = sustained;
    GuardedApp app{policy};
    samples(app, 40, 150);
    int readings = 0;
    for (; app.sent.empty() && readings < 200; ++readings) samples(app, 1, used(readings));
    return readings;
  };
  EXPECT_EQ(when({1, 1, minutes{15}}, [](int) { return 210; }), 46);
  EXPECT_EQ(when({20, 40, {}}, [](int i) { return i % 2 ? 190 : 210; }), 39);
}

TEST(Judging, DiskCacheIsNotMemory) {
  GuardedApp app;
  for (int i = 0; i < 20; ++i) {
    observe::MemorySample memory;
    memory.id = generation_id(1);
    memory.rss = Bytes::megabytes(300);
    memory.swap = Bytes{0};
    memory.total = Bytes::megabytes(505);
    memory.quota = Bytes::megabytes(512);
    app.line("web.1", memory);
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty());
}

TEST(Judging, OldEvidenceDecidesNothing) {
  GuardedApp app;
  for (int i = 0; i < 6; ++i) {
    observe::MemorySample memory;
    memory.id = generation_id(1);
    memory.rss = Bytes::megabytes(500);
    memory.swap = Bytes{0};
    memory.quota = Bytes::megabytes(512);
    app.step(Observed{app.app, {app.now - seconds{41}, DynoName{"web.1"}, memory, true}});
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "stale");
}

TEST(Judging, AFrameFoundInADamagedBodyNeverRestarts) {
  GuardedApp app;
  for (int i = 0; i < 4; ++i) {
    observe::MemorySample memory;
    memory.id = generation_id(1);
    memory.rss = Bytes::megabytes(500);
    memory.swap = Bytes{0};
    memory.quota = Bytes::megabytes(512);
    app.line("web.1", memory, false);
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "stale");
}

TEST(Judging, TheBudgetEndsInOneLoudEventAndNoAction) {
  auto policy = armed_policy();
  policy.budget = 2;
  policy.defaults.cooldown = Duration{0};
  policy.defaults.gap = Duration{0};
  policy.defaults.min_uptime = Duration{0};
  GuardedApp app{policy};
  for (int generation = 1; generation <= 6; ++generation) {
    const std::string dyno = "web." + std::to_string(generation);
    samples(app, 3, 480, dyno.c_str(), generation * 2);
    samples(app, 1, 100, dyno.c_str(), generation * 2 + 1);
  }
  EXPECT_EQ(app.sent.size(), 2u);
  EXPECT_EQ(app.count(Kind::budget), 1);
}

// An app after so many generations of web.1 that were at the limit from their first sample on.
GuardedApp restarted_in_vain(int generations) {
  auto policy = armed_policy();
  policy.defaults.cooldown = minutes{10};
  policy.defaults.min_uptime = minutes{1};
  GuardedApp app{policy};
  for (int generation = 1; generation <= generations; ++generation) {
    const std::size_t before = app.sent.size();
    for (int i = 0; i < 40 && app.sent.size() == before; ++i) samples(app, 1, 480, "web.1", generation);
  }
  return app;
}

TEST(Judging, RestartsThatDoNotHelpStop) {
  GuardedApp app = restarted_in_vain(6);
  EXPECT_EQ(app.sent.size(), 2u);
  EXPECT_EQ(app.count(Kind::not_helping), 1);
  EXPECT_NE(app.reasons(Kind::held).find("not_helping"), std::string::npos);
  // A release cleans the slate.
  app.line("", observe::Released{7});
  app.pass(minutes{10});
  samples(app, 4, 480, "web.1", 9);
  EXPECT_EQ(app.sent.size(), 3u);
}

TEST(Judging, AReleaseWhoseLineWasLostCleansTheSlateToo) {
  GuardedApp app = restarted_in_vain(3);
  ASSERT_EQ(app.count(Kind::not_helping), 1);
  ASSERT_EQ(app.sent.size(), 2u);
  app.step(DynosListed{app.app,
                       std::vector<PlatformDyno>{{DynoName{"web.1"}, support::generation_id(3), DynoState::up,
                                                  "Standard-1X", 7, app.now, app.now}},
                       {}});
  samples(app, 6, 480, "web.1", 3);
  EXPECT_EQ(app.sent.size(), 3u);
}

TEST(Judging, PauseHoldsAndResumeLetsGo) {
  GuardedApp app;
  app.step(Paused{app.app, true});
  samples(app, 5, 480);
  EXPECT_EQ(app.reasons(Kind::held), "paused");
  app.step(Paused{app.app, false});
  samples(app, 1, 480);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.count(Kind::paused) + app.count(Kind::resumed), 2);
}

TEST(Judging, ARequestGoesThroughAllRails) {
  auto policy = armed_policy();
  policy.defaults.gap = minutes{1};
  GuardedApp app{policy};
  samples(app, 1, 200, "web.1", 1);
  samples(app, 1, 200, "web.2", 2);
  app.request("r-1");
  EXPECT_EQ(app.reasons(Kind::trigger), "accepted");
  samples(app, 1, 200, "web.1", 1);
  samples(app, 1, 200, "web.2", 2);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::held), "at_once");
  samples(app, 1, 100, "web.1", 3);
  app.pass(minutes{1});
  samples(app, 2, 200, "web.2", 2);
  EXPECT_EQ(app.sent.size(), 2u);
  samples(app, 5, 200, "web.1", 3);
  EXPECT_EQ(app.sent.size(), 2u) << "asked for once, done once";
}

TEST(Judging, TypesOutsideTheAllowListAndOneOffsAreNeverTouched) {
  auto policy = armed_policy();
  policy.types = {ProcessType{"web"}};
  GuardedApp app{policy};
  samples(app, 10, 600, "worker.1", 1);
  samples(app, 10, 600, "run.4711", 2);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.count(Kind::held), 0);
}

}  // namespace
}  // namespace swapguard::guard
