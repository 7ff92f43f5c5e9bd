#include "core/guard/observing.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::GuardedApp;
using support::samples;

TEST(Observing, AReleaseHoldsRestartsUntilItHasSettled) {
  GuardedApp app;
  samples(app, 1, 400);
  app.line("", observe::Released{5});
  samples(app, 4, 480);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "settling");
  app.pass(minutes{5});
  samples(app, 3, 480);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::release), "release");
}

TEST(Observing, ALateLineOfAnOlderReleaseDoesNotShortenTheSettling) {
  GuardedApp app;
  samples(app, 1, 400);
  app.line("", observe::Released{6});
  const guard::Observed late{app.app, {app.now - minutes{4}, DynoName{}, observe::Released{5}}};
  app.step(late);
  app.pass(minutes{2});
  samples(app, 4, 480);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "settling");
}

TEST(Observing, ADamagedQuotaRestartsNothing) {
  GuardedApp app;
  samples(app, 5, 300);
  app.sample("web.1", 1, 300, 112);
  app.pass(seconds{20});
  samples(app, 3, 300);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "stale");
}

TEST(Observing, ScaleAndConfigurationChangesSettleToo) {
  for (const observe::What& what :
       {observe::What{observe::Scaled{{{ProcessType{"web"}, 3, ""}}}},
        observe::What{observe::ConfigChanged{}}, observe::What{observe::Deployed{}}}) {
    GuardedApp app;
    app.line("", what);
    samples(app, 4, 480);
    EXPECT_TRUE(app.sent.empty());
    EXPECT_EQ(app.reasons(Kind::held), "settling");
  }
}

TEST(Observing, ADynoThatThePlatformStartsHoldsItsType) {
  GuardedApp app;
  samples(app, 1, 200, "web.2", 2);
  samples(app, 2, 480);
  app.line("web.2", observe::Lifecycle{observe::LifecycleStep::cycling, {}});
  app.line("web.2", observe::StateChange{DynoState::up, DynoState::starting});
  samples(app, 1, 480);
  EXPECT_EQ(app.reasons(Kind::held), "busy");
  app.line("web.2", observe::StateChange{DynoState::starting, DynoState::up});
  samples(app, 1, 480);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::platform_restart), "cycling");
}

TEST(Observing, RestartsBySomeoneElseStartTheCooldown) {
  GuardedApp app;
  samples(app, 1, 300);
  app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
  app.pass(minutes{4});
  samples(app, 12, 480, "web.1", 2);
  EXPECT_EQ(app.reasons(Kind::platform_restart), "restarting");
  EXPECT_NE(app.reasons(Kind::held).find("cooldown"), std::string::npos);
  EXPECT_TRUE(app.sent.empty());
}

TEST(Observing, OurOwnRestartIsNotTakenForSomebodyElses) {
  GuardedApp app;
  samples(app, 3, 480);
  app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
  EXPECT_EQ(app.count(Kind::platform_restart), 0);
}

TEST(Observing, OurOwnRestartIsNotTakenForSomebodyElsesAlsoWhenItIsOver) {
  GuardedApp app;
  samples(app, 3, 480);
  samples(app, 1, 200, "web.1", 2);
  ASSERT_EQ(app.count(Kind::restarted), 1);
  app.line("web.1", observe::Lifecycle{observe::LifecycleStep::restarting, {}});
  EXPECT_EQ(app.count(Kind::platform_restart), 0);
}

TEST(Observing, R14LinesRestartADynoWhoseMetricsDoNotReachUs) {
  GuardedApp app;
  app.platform["web.1"] = {support::generation_id(1), DynoState::up};
  app.remember({});  // lists the dynos: the generation is known from the platform alone
  app.pass(minutes{10});
  for (int i = 0; i < 3; ++i) {
    app.line("web.1", observe::DynoError{14});
    app.pass(seconds{20});
  }
  EXPECT_EQ(app.count(Kind::r14), 3);
  EXPECT_EQ(app.reasons(Kind::restart), "r14");
}

TEST(Observing, R14LinesRestartOneOfSeveralThatNeverReport) {
  GuardedApp app;
  app.platform["web.1"] = {support::generation_id(1), DynoState::up};
  app.platform["web.2"] = {support::generation_id(2), DynoState::up};
  app.remember({});
  app.step(FormationListed{app.app, {{.type = ProcessType{"web"}, .quantity = 2}}});
  app.pass(minutes{10});
  const auto r14 = [&] {
    app.line("web.1", observe::DynoError{14});
    app.pass(seconds{20});
  };
  app.line("web.2", observe::StateChange{DynoState::up, DynoState::crashed});
  for (int i = 0; i < 4; ++i) r14();
  EXPECT_EQ(app.reasons(Kind::held), "min_healthy");
  app.line("web.2", observe::StateChange{DynoState::starting, DynoState::up});
  r14();
  EXPECT_EQ(app.reasons(Kind::restart), "r14");
}

TEST(Observing, R14LinesBesideGoodMetricsDecideNothing) {
  GuardedApp app;
  for (int i = 0; i < 10; ++i) {
    samples(app, 1, 300);
    app.line("web.1", observe::DynoError{14});
  }
  EXPECT_TRUE(app.sent.empty());
}

TEST(Observing, CrashesAndKillsGoOnRecord) {
  GuardedApp app;
  app.line("web.1", observe::DynoError{15});
  app.line("web.1", observe::StateChange{DynoState::up, DynoState::crashed});
  EXPECT_EQ(app.count(Kind::r15), 1);
  EXPECT_EQ(app.count(Kind::crashed), 1);
}

TEST(Observing, LostLinesAreSaidAndEndWithTheNextSample) {
  GuardedApp app;
  samples(app, 1, 300);
  app.line("", observe::LogLoss{10, 200});
  app.line("", observe::LogLoss{10, 12});
  EXPECT_EQ(app.reasons(Kind::blind), "lines_lost");
  samples(app, 1, 300);
  EXPECT_EQ(app.reasons(Kind::seeing), "lines_lost");
}

TEST(Observing, TheNoticesQuotaServesLinesThatCarryNone) {
  GuardedApp app;
  observe::MemorySample memory;
  memory.id = support::generation_id(1);
  memory.rss = Bytes::megabytes(480);
  memory.swap = Bytes{0};
  app.platform["web.1"] = {memory.id, DynoState::up};
  for (int i = 0; i < 3; ++i) {
    app.line("web.1", memory);
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty()) << "a percentage of an unknown quota decides nothing";
  app.line("web.1", observe::MemoryNotice{Bytes::megabytes(480), 93.8, Bytes::megabytes(512)});
  app.pass(seconds{20});
  app.line("web.1", memory);
  EXPECT_EQ(app.sent.size(), 1u);
}

}  // namespace
}  // namespace swapguard::guard
