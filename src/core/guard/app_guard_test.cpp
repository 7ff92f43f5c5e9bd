#include "core/guard/app_guard.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::GuardedApp;

TEST(AppGuard, SaysThatItIsBlindWithinAMinuteAndClosesIt) {
  GuardedApp app;
  app.tick();
  app.sample("web.1", 1, 300);
  for (int i = 0; i < 7; ++i) {
    app.pass(seconds{10});
    app.tick();
  }
  EXPECT_EQ(app.reasons(Kind::blind), "no_samples");
  app.sample("web.1", 1, 300);
  EXPECT_EQ(app.count(Kind::seeing), 1);
}

TEST(AppGuard, ALineFromTheFarFutureIsNotBelieved) {
  GuardedApp app;
  const auto now = app.now;
  app.now += std::chrono::hours{24 * 3652};
  const guard::Observed damaged{app.app, {app.now, DynoName{"web.1"}, observe::Released{5}}};
  app.now = now;
  app.step(damaged);
  EXPECT_EQ(app.count(Kind::release), 0);
  support::leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(AppGuard, NoDynosIsNotBlindness) {
  GuardedApp app;
  app.sample("web.1", 1, 300);
  app.line("", observe::Scaled{{{ProcessType{"web"}, 0, ""}}});
  for (int i = 0; i < 30; ++i) {
    app.pass(seconds{20});
    app.tick();
  }
  EXPECT_EQ(app.count(Kind::blind), 0);
}

TEST(AppGuard, AnAppThatIsScaledToZeroAtTheStartIsNotBlind) {
  GuardedApp app;
  const auto listed = [&](int quantity) {
    app.step(FormationListed{app.app, {{.type = ProcessType{"web"}, .quantity = quantity}}});
    for (int i = 0; i < 30; ++i) {
      app.pass(seconds{20});
      app.tick();
    }
  };
  listed(0);
  EXPECT_EQ(app.count(Kind::blind), 0);
  listed(1);
  EXPECT_EQ(app.reasons(Kind::blind), "no_samples");
}

TEST(AppGuard, ATypeThatIsNoLongerListedHasNoDynos) {
  GuardedApp app;
  app.step(FormationListed{app.app, {{.type = ProcessType{"web"}, .quantity = 1}}});
  app.step(FormationListed{app.app, {{.type = ProcessType{"worker"}, .quantity = 0}}});
  for (int i = 0; i < 30; ++i) {
    app.pass(seconds{20});
    app.tick();
  }
  EXPECT_EQ(app.count(Kind::blind), 0);
}

TEST(AppGuard, ABrokenInputIsBlindAtOnce) {
  GuardedApp app;
  app.step(InputChanged{app.app, false, "unauthorized", "Heroku refused the token"});
  app.step(InputChanged{app.app, false, "unauthorized", "Heroku refused the token"});
  EXPECT_EQ(app.reasons(Kind::blind), "unauthorized");
  app.step(InputChanged{app.app, true, "connected", ""});
  EXPECT_EQ(app.count(Kind::seeing), 0) << "a connection is not a sample";
  app.sample("web.1", 1, 300);
  EXPECT_EQ(app.count(Kind::seeing), 1);
}

TEST(AppGuard, AsksThePlatformSparinglyAndOnlyWhenThereIsOne) {
  GuardedApp replayed;
  GuardedApp live;
  live.remember({});
  for (int i = 0; i < 24 * 360; ++i) {
    for (GuardedApp* app : {&replayed, &live}) {
      app->pass(seconds{10});
      app->tick();
    }
  }
  EXPECT_EQ(replayed.listings, 0);
  EXPECT_GE(live.listings, 24);
  EXPECT_LE(live.listings, 2 * 24 + 1);
}

TEST(AppGuard, AsksLessWhileThePlatformTellsByItself) {
  GuardedApp app;
  app.remember({});
  const auto day = [&app](bool told) {
    app.listings = 0;
    for (int i = 0; i < 24 * 360; ++i) {
      app.pass(seconds{10});
      if (told && i % (6 * 360) == 0) app.step(WebhookCame{app.app});
      app.tick();
    }
    return app.listings;
  };
  EXPECT_LE(day(true), 13);
  day(false);
  EXPECT_GE(day(false), 46) << "nothing came for a day: it may be broken";
}

TEST(AppGuard, WhatThePlatformTellsByItselfVerifiesNothing) {
  GuardedApp app;
  app.step(WebhookCame{app.app});
  support::leak(app);
  EXPECT_EQ(app.listings, 1);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(AppGuard, WakesUpForWhatIsDue) {
  GuardedApp app;
  app.sample("web.1", 1, 300);
  const Instant wakeup = app.guard.next_wakeup(app.now);
  EXPECT_GE(wakeup, app.now);
  EXPECT_LE(wakeup, app.now + seconds{60});
}

// Five samples over the limit, the newest so long ago.
Remembered five_samples(const GuardedApp& app, Duration ago) {
  Remembered memory;
  memory.app = app.app;
  for (int i = 0; i < 5; ++i) {
    observe::MemorySample sample;
    sample.id = support::generation_id(1);
    sample.rss = Bytes::megabytes(490);
    sample.swap = Bytes{0};
    sample.quota = Bytes::megabytes(512);
    memory.samples.push_back({app.now - ago - seconds{20} * (4 - i), DynoName{"web.1"}, sample, true});
  }
  return memory;
}

TEST(AppGuard, RememberedSamplesRefillTheWindow) {
  GuardedApp app;
  app.step(five_samples(app, seconds{50}));
  EXPECT_TRUE(app.claims.empty()) << "too old to decide on";
  app.sample("web.1", 1, 490);
  EXPECT_EQ(app.sent.size(), 1u) << "the window was full already";
}

TEST(AppGuard, ARememberedSampleThatIsStillEvidenceIsJudgedAtOnce) {
  GuardedApp app;
  app.platform["web.1"] = {support::generation_id(1), DynoState::up};
  app.step(five_samples(app, seconds{15}));
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.claims.size(), 1u);
}

// A crash after the claim: the same sample decides again, and the history takes no name twice.
TEST(AppGuard, WhatIsJudgedAgainHasANameOfItsOwn) {
  GuardedApp before;
  before.mark_answer.reset();
  Remembered memory = five_samples(before, seconds{15});
  before.platform["web.1"] = {support::generation_id(1), DynoState::up};
  before.step(memory);
  ASSERT_EQ(before.claims.size(), 1u);
  memory.restarts = before.claims;
  GuardedApp after;
  after.platform = before.platform;
  after.step(memory);
  ASSERT_EQ(after.sent.size(), 1u);
  EXPECT_EQ(after.notes.front().state, RestartState::dropped);
  EXPECT_NE(after.sent[0].decision, before.claims[0].decision);
}

// A digit of its time was damaged, and it was stored all the same.
TEST(AppGuard, ARememberedSampleFromTheFutureMakesNoneLookOld) {
  GuardedApp app;
  Remembered memory;
  memory.app = app.app;
  observe::MemorySample sample;
  sample.id = support::generation_id(1);
  sample.rss = sample.swap = Bytes{0};
  memory.samples.push_back({app.now + days{300}, DynoName{"web.1"}, sample, false});
  EXPECT_TRUE(app.guard.lies_ahead(memory.samples.front(), app.now));
  EXPECT_FALSE(app.guard.lies_ahead({app.now + minutes{1}, DynoName{"web.1"}, sample}, app.now));
  app.step(memory);
  support::leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(AppGuard, ANewPolicyHoldsFromTheNextSample) {
  GuardedApp app;
  for (int i = 0; i < 3; ++i) {
    app.sample("web.1", 1, 400);
    app.pass(seconds{20});
  }
  auto policy = support::armed_policy();
  policy.defaults.restart_at = policy::Limit::percent(75);
  app.step(PolicyChanged{policy});
  app.sample("web.1", 1, 400);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.count(Kind::config), 1);
}

}  // namespace
}  // namespace swapguard::guard
