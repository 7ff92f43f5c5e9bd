#include "core/guard/restarting.h"

#include <gtest/gtest.h>

#include "support/guarded_app.h"

namespace swapguard::guard {
namespace {

using support::api_error;
using support::generation_id;
using support::GuardedApp;
using support::leak;

TEST(Restarting, ClaimsVerifiesMarksSends) {
  GuardedApp app;
  leak(app);
  ASSERT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.sent[0].dyno.text, "web.1");
  EXPECT_EQ(app.sent[0].id, generation_id(1));
  EXPECT_EQ(app.listings, 1);
  EXPECT_EQ(app.reasons(Kind::restart), "over_limit");
  ASSERT_FALSE(app.notes.empty());
  EXPECT_EQ(app.notes.back().state, RestartState::sent);
}

TEST(Restarting, ActsOnceOnAGenerationWhateverItReportsLater) {
  GuardedApp app;
  leak(app);
  for (int i = 0; i < 500; ++i) {
    app.sample("web.1", 1, 600, 512, false);
    app.pass(seconds{20});
    app.tick();
  }
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, AnotherGenerationInThePlaceIsNotTouched) {
  GuardedApp app;
  app.platform["web.1"] = {generation_id(7), DynoState::up};
  for (int i = 0; i < 3; ++i) {
    app.sample("web.1", 1, 480, 512, false);
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "stale_generation");
  EXPECT_EQ(app.notes.back().state, RestartState::dropped);
}

TEST(Restarting, TheListingMayTellOfAnotherStartThatTheLogLost) {
  GuardedApp app;
  app.platform["web.2"] = {generation_id(2), DynoState::starting};
  app.states_since = app.now;
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "busy");
  app.platform["web.2"].second = DynoState::up;
  app.states_since = app.now;
  app.pass(minutes{4});
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, TheListingMayTellOfACrashThatTheLogLost) {
  GuardedApp app;
  for (int i = 0; i < 3; ++i) app.sample("web.2", 2, 200, 512, false);
  app.platform["web.2"] = {generation_id(2), DynoState::crashed};
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "min_healthy");
  app.platform["web.2"].second = DynoState::up;
  app.pass(minutes{2});
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, AClockThatIsSetBackKeepsNoStepWaiting) {
  GuardedApp app;
  app.claim_answer.reset();
  leak(app);
  EXPECT_EQ(app.claims.size(), 1u);
  app.pass(-minutes{9});
  app.tick();
  app.pass(seconds{21});
  app.tick();
  EXPECT_EQ(app.reasons(Kind::held), "no_answer");
}

TEST(Restarting, TheListingKnowsWhatIsYoungerThanWeLooked) {
  GuardedApp app;
  app.created = app.now - seconds{30};
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "min_uptime");
}

TEST(Restarting, ADynoThatIsNotUpIsLeftAlone) {
  GuardedApp app;
  app.platform["web.1"] = {generation_id(1), DynoState::starting};
  for (int i = 0; i < 3; ++i) {
    app.sample("web.1", 1, 480, 512, false);
    app.pass(seconds{20});
  }
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "not_up");
}

TEST(Restarting, WithoutADurableIntentNothingIsSent) {
  GuardedApp app;
  app.claim_answer = RestartClaimed::Answer::storage_failed;
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "storage");
  app.claim_answer = RestartClaimed::Answer::granted;
  app.mark_answer = false;
  app.pass(minutes{2});
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  // Its answer may have been lost: were it durable, the generation would be nobody's for ever.
  EXPECT_EQ(app.notes.back().state, RestartState::refused);
}

TEST(Restarting, AHistoryThatIsBackIsAskedAtTheNextSampleButNotForEver) {
  GuardedApp app;
  app.claim_answer = RestartClaimed::Answer::storage_failed;
  leak(app);
  ASSERT_EQ(app.claims.size(), 1u);
  support::samples(app, 1, 480);
  EXPECT_EQ(app.claims.size(), 2u);
  support::samples(app, 30, 480);
  EXPECT_LE(app.claims.size(), 14u) << "once a minute at last";
  app.claim_answer = RestartClaimed::Answer::granted;
  support::samples(app, 4, 480);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, AClaimOfAnotherCopyIsRespectedAndAskedForAgainAfterAWhile) {
  GuardedApp app;
  app.claim_answer = RestartClaimed::Answer::already_claimed;
  leak(app);
  EXPECT_EQ(app.reasons(Kind::held), "already_claimed");
  // The other gave it back: its own step had no answer in time.
  app.claim_answer = RestartClaimed::Answer::granted;
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  app.pass(minutes{10});
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, ARefusedTokenIsAnAlarmAndUsesUpNothing) {
  GuardedApp app;
  app.restart_error = api_error(ApiFailure::unauthorized, 401);
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::restart_failed), "unauthorized");
  EXPECT_EQ(app.notes.back().state, RestartState::refused);
  // Once the token works again the generation is restarted, without waiting for a cooldown.
  app.restart_error.reset();
  app.pass(minutes{5});
  leak(app);
  EXPECT_EQ(app.sent.size(), 2u);
  EXPECT_EQ(app.notes.back().state, RestartState::sent);
}

TEST(Restarting, TheRateLimitsPauseIsKept) {
  GuardedApp app;
  app.restart_error = api_error(ApiFailure::rate_limited, 429, minutes{3});
  leak(app);
  app.restart_error.reset();
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.reasons(Kind::held), "refused");
  app.pass(minutes{3});
  leak(app);
  EXPECT_EQ(app.sent.size(), 2u);
}

TEST(Restarting, AListingThatCannotBeHadDropsTheDecisionLoudly) {
  GuardedApp app;
  app.list_error = api_error(ApiFailure::unauthorized, 401);
  leak(app);
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::restart_failed), "unauthorized");
  EXPECT_EQ(app.notes.back().state, RestartState::dropped);
}

TEST(Restarting, AStepWithoutAnAnswerIsGivenUp) {
  GuardedApp app;
  app.answers_listings = false;
  leak(app);
  app.pass(seconds{30});
  app.tick();
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.reasons(Kind::held), "no_answer");
}

TEST(Restarting, LinesWaitWhileARestartIsPrepared) {
  GuardedApp app;
  app.answers_listings = false;
  leak(app);
  app.sample("web.2", 9, 480);
  EXPECT_EQ(app.guard.view().apps[0].dynos.size(), 1u) << "web.2 waits";
  app.answers_listings = true;
  app.step(DynosListed{app.app,
                       std::vector<PlatformDyno>{
                           {DynoName{"web.1"}, generation_id(1), DynoState::up, "", 1, app.created, app.now}},
                       app.claims.back().decision});
  EXPECT_EQ(app.sent.size(), 1u);
  EXPECT_EQ(app.guard.view().apps[0].dynos.size(), 2u);
}

TEST(Restarting, AListingAskedForBeforeTheDecisionVerifiesNothing) {
  GuardedApp app;
  app.answers_listings = false;
  leak(app);
  const auto list = [&](const DecisionId& verifies) {
    app.step(DynosListed{app.app,
                         std::vector<PlatformDyno>{{DynoName{"web.1"}, generation_id(1), DynoState::up, "", 1,
                                                    app.created, app.now}},
                         verifies});
  };
  list({});
  EXPECT_TRUE(app.sent.empty());
  list(app.claims[0].decision);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, AnErrorOfAnotherListingEndsNothing) {
  GuardedApp app;
  app.answers_listings = false;
  leak(app);
  app.step(DynosListed{app.app, failure(api_error(ApiFailure::unknown, 503))});
  EXPECT_EQ(app.count(Kind::restart_failed), 0);
}

TEST(Restarting, WhoTurnsToObserveCallsOffWhatIsPrepared) {
  GuardedApp app;
  app.mark_answer.reset();
  leak(app);
  policy::AppPolicy observes = support::armed_policy();
  observes.mode = policy::Mode::observe;
  app.step(PolicyChanged{observes});
  EXPECT_EQ(app.reasons(Kind::held), "observe");
  app.step(SendingMarked{app.app, app.claims[0].decision, true});
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.notes.back().state, RestartState::refused);
}

TEST(Restarting, AClaimGrantedTooLateIsGivenBack) {
  GuardedApp app;
  app.claim_answer.reset();
  leak(app);
  app.pass(seconds{30});
  app.tick();
  EXPECT_EQ(app.reasons(Kind::held), "no_answer");
  app.step(RestartClaimed{app.app, app.claims[0].decision, RestartClaimed::Answer::granted});
  ASSERT_EQ(app.notes.size(), 1u);
  EXPECT_EQ(app.notes[0].decision, app.claims[0].decision);
  EXPECT_EQ(app.notes[0].state, RestartState::dropped);
  EXPECT_TRUE(app.sent.empty());
  app.claim_answer = RestartClaimed::Answer::granted;
  app.pass(minutes{2});
  leak(app);
  EXPECT_EQ(app.sent.size(), 1u);
}

TEST(Restarting, AMarkThatBecameDurableTooLateIsTakenBackAndNothingIsSent) {
  GuardedApp app;
  app.mark_answer.reset();
  leak(app);
  app.pass(seconds{30});
  app.tick();
  app.step(SendingMarked{app.app, app.claims[0].decision, true});
  EXPECT_TRUE(app.sent.empty());
  EXPECT_EQ(app.notes.back().decision, app.claims[0].decision);
  EXPECT_EQ(app.notes.back().state, RestartState::refused);
}

TEST(Restarting, TheGapHoldsBetweenRequestsToo) {
  GuardedApp app;
  app.remember({});
  app.answers_listings = false;
  leak(app);  // decided at 40 s …
  const Instant decided = app.now - seconds{20};
  app.pass(seconds{5});
  const auto list = [&](int first, int second) {
    std::vector<PlatformDyno> dynos;
    for (const auto& [dyno, number] : {std::pair{"web.1", first}, std::pair{"web.2", second}}) {
      dynos.push_back({DynoName{dyno}, generation_id(number), DynoState::up, "", 1, app.created, decided});
    }
    app.step(DynosListed{app.app, dynos, app.claims.back().decision});
  };
  list(1, 3);  // … but sent only at 65 s
  ASSERT_EQ(app.sent.size(), 1u);
  app.sample("web.1", 2, 100);
  const Instant sent = app.now;
  app.now = decided + seconds{40};
  for (int i = 0; i < 3; ++i) {
    app.sample("web.2", 3, 480);
    app.pass(seconds{10});
  }
  app.now = decided + seconds{60};
  app.sample("web.2", 3, 480);  // 60 s after the decision, 35 s after the request
  ASSERT_EQ(app.claims.size(), 2u);
  const int asked = app.listings;
  app.tick();
  EXPECT_EQ(app.listings, asked) << "waits";
  app.now = std::min(sent + seconds{60}, app.now + seconds{20});
  app.tick();
  EXPECT_EQ(app.listings, asked + 1);
  list(2, 3);
  EXPECT_EQ(app.sent.size(), 2u);
}

}  // namespace
}  // namespace swapguard::guard
