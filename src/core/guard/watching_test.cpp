#include "core/guard/watching.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::api_error;
using support::generation_id;
using support::GuardedApp;
using support::leak;

TEST(Watching, IsOverWhenTheReplacementHasSentASample) {
  GuardedApp app;
  leak(app);
  app.sample("web.1", 2, 200);
  EXPECT_EQ(app.notes.back().state, RestartState::restarted);
  ASSERT_EQ(app.count(Kind::restarted), 1);
  EXPECT_EQ(app.journal.back().title, "web.1 is back after 20s: 200 MB, 480 MB before");
}

// This machine's clock is two minutes slow: the listing that first names the replacement seems older than the
// decision.
TEST(Watching, ASlowClockDoesNotHideTheReplacement) {
  GuardedApp app;
  leak(app);
  ASSERT_EQ(app.sent.size(), 1u);
  const Instant line_time = app.now;
  app.now -= minutes{2};
  app.step(DynosListed{app.app, std::vector<PlatformDyno>{{DynoName{"web.1"}, generation_id(2), DynoState::up,
                                                           "Standard-1X", 1, line_time, line_time}}});
  app.now = line_time + seconds{20};
  app.sample("web.1", 2, 200);
  EXPECT_EQ(app.count(Kind::restarted), 1);
}

TEST(Watching, WaitsWhileTheReplacementIsStillStarting) {
  GuardedApp app;
  leak(app);
  app.line("web.1", observe::StateChange{DynoState::up, DynoState::starting});
  app.pass(seconds{6});
  app.sample("web.1", 2, 150);
  EXPECT_EQ(app.count(Kind::restarted), 0);
  app.pass(seconds{3});
  app.line("web.1", observe::StateChange{DynoState::starting, DynoState::up});
  EXPECT_EQ(app.count(Kind::restarted), 1);
}

TEST(Watching, ALostAnswerIsAskedAboutAndNeverSentAgain) {
  GuardedApp app;
  app.remember({});
  app.restart_error = api_error(ApiFailure::unknown, 0);
  leak(app);
  ASSERT_EQ(app.sent.size(), 1u);
  const int before = app.listings;
  for (int i = 0; i < 40; ++i) {
    app.pass(seconds{10});
    app.tick();
  }
  EXPECT_GT(app.listings, before);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::restart_failed), "no_effect");
  EXPECT_EQ(app.notes.back().state, RestartState::failed);
}

TEST(Watching, ALostAnswerWithEffectIsARestart) {
  GuardedApp app;
  app.remember({});
  app.restart_error = api_error(ApiFailure::unknown, 503);
  leak(app);
  app.platform["web.1"] = {generation_id(2), DynoState::starting};
  app.pass(seconds{25});
  app.tick();
  EXPECT_EQ(app.notes.back().state, RestartState::sent);
  app.sample("web.1", 2, 200);
  EXPECT_EQ(app.notes.back().state, RestartState::restarted);
}

TEST(Watching, WhatWasClaimedBeforeACrashIsDroppedAndDecidedAnew) {
  GuardedApp app;
  RestartRecord claim;
  claim.decision = DecisionId{"d-1"};
  claim.dyno = DynoName{"web.1"};
  claim.id = generation_id(1);
  claim.decided_at = app.now - seconds{30};
  claim.state = RestartState::claimed;
  app.remember({claim});
  EXPECT_EQ(app.notes.back().state, RestartState::dropped);
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Watching, WhatMayHaveBeenSentBeforeACrashIsNeverSentAgain) {
  GuardedApp app;
  RestartRecord sending;
  sending.decision = DecisionId{"d-1"};
  sending.dyno = DynoName{"web.1"};
  sending.id = generation_id(1);
  sending.decided_at = app.now - seconds{30};
  sending.state = RestartState::sending;
  app.remember({sending});
  for (int i = 0; i < 60; ++i) {
    app.sample("web.1", 1, 500);
    app.pass(seconds{20});
    app.tick();
  }
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::restart_failed), "no_effect");
}

// Its sender is gone, and half a minute later the platform shows that nothing came of it: the type's other
// dynos need not wait for minutes.
TEST(Watching, WhatHadNoEffectHoldsNobodyUp) {
  GuardedApp app;
  RestartRecord sending;
  sending.decision = DecisionId{"d-1"};
  sending.dyno = DynoName{"web.1"};
  sending.id = generation_id(1);
  sending.decided_at = sending.changed_at = app.now - seconds{15};
  sending.state = RestartState::sending;
  app.platform["web.1"] = {generation_id(1), DynoState::up};
  app.platform["web.2"] = {generation_id(2), DynoState::up};
  app.remember({sending});
  app.tick();
  EXPECT_EQ(app.count(Kind::restart_failed), 0) << "a listing so soon says nothing";
  app.pass(seconds{20});
  app.tick();
  EXPECT_EQ(app.reasons(Kind::restart_failed), "no_effect");
  for (int i = 0; i < 4; ++i) {
    app.sample("web.1", 1, 500);
    app.sample("web.2", 2, 480);
    app.pass(seconds{20});
  }
  ASSERT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.sent[0].dyno.text, "web.2");
}

TEST(Watching, InFlightEndsWithATimeOutThatIsSaid) {
  GuardedApp app;
  leak(app);
  app.platform["web.1"] = {generation_id(2), DynoState::starting};
  app.remember({});
  for (int i = 0; i < 40; ++i) {
    app.pass(seconds{10});
    app.tick();
  }
  EXPECT_EQ(app.reasons(Kind::restart_failed), "no_replacement");
}

}  // namespace
}  // namespace swapguard::guard
