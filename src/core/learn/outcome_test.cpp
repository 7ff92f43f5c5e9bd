#include "core/learn/outcome.h"

#include <gtest/gtest.h>

#include "support/kept.h"

namespace swapguard::learn {
namespace {

DynoId id_of(int number) {
  DynoId id;
  id.octets[15] = static_cast<std::uint8_t>(number);
  return id;
}

// web.1 under a log that is played minute by minute.
struct Played {
  Outcomes outcomes;
  DynoName web{"web.1"};
  Instant now = Instant{} + hours{24};
  std::optional<Outcome> told;
  bool preboot = false;

  // A sample and twelve requests each minute.
  void pass(int minutes_long, int generation, int mb, int failing = 0) {
    for (int i = 0; i < minutes_long; ++i) {
      for (int request = 0; request < 12; ++request) outcomes.request(web, request < failing, now);
      auto outcome =
          outcomes.sample(web, id_of(generation), Bytes::megabytes(mb), Bytes::megabytes(512), preboot, now);
      if (outcome) told = outcome;
      now += minutes{1};
    }
  }
  void boot(Duration time) {
    outcomes.state(web, DynoState::starting, now);
    outcomes.state(web, DynoState::up, now + time);
  }
};

TEST(Outcome, TellsWhatARestartFreedAndCost) {
  Played play;
  play.pass(40, 1, 462);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.boot(seconds{15});
  play.outcomes.request_to_none(true, play.now);
  play.pass(2, 2, 180, 3);
  play.pass(8, 2, 205);
  EXPECT_FALSE(play.told);
  play.pass(1, 2, 210);
  ASSERT_TRUE(play.told);
  EXPECT_EQ(play.told->decision.text, "d-1");
  EXPECT_EQ(play.told->before, Bytes::megabytes(462));
  EXPECT_EQ(play.told->settled, Bytes::megabytes(205));
  EXPECT_EQ(play.told->base, Bytes::megabytes(210));
  EXPECT_EQ(play.told->boot, seconds{15});
  EXPECT_EQ(play.told->lost, seconds{15});
  EXPECT_EQ(play.told->after.all, 61);
  EXPECT_EQ(play.told->after.failed, 7);
  EXPECT_EQ(play.told->usual_failed, 0);
  EXPECT_TRUE(play.told->helped);
  EXPECT_EQ(play.outcomes.restarting().base, Bytes::megabytes(210));
  EXPECT_EQ(play.outcomes.restarting().boot, seconds{15});
  EXPECT_EQ(play.outcomes.restarting().helped, 1);
  play.told.reset();
  play.pass(30, 2, 210);
  EXPECT_FALSE(play.told) << "told once";
}

TEST(Outcome, FailuresThatWereUsualBeforeAreTold) {
  Played play;
  play.pass(40, 1, 462, 6);
  play.outcomes.restarting(play.web, {}, play.now);
  play.pass(12, 2, 210, 6);
  ASSERT_TRUE(play.told);
  EXPECT_TRUE(play.told->decision.empty());
  EXPECT_NEAR(play.told->usual_failed, 30, 1);
}

TEST(Outcome, ABaseAsHighAsBeforeDidNotHelp) {
  Played play;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.pass(12, 2, 480);
  ASSERT_TRUE(play.told);
  EXPECT_FALSE(play.told->helped);
}

TEST(Outcome, UnderPrebootNothingIsLost) {
  Played play;
  play.preboot = true;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.boot(seconds{40});
  play.pass(12, 2, 200);
  ASSERT_TRUE(play.told);
  EXPECT_EQ(play.told->boot, seconds{40});
  EXPECT_EQ(play.told->lost, Duration{0});
}

TEST(Outcome, ADeployTeachesTheBaseWithoutAnOutcome) {
  Played play;
  play.pass(5, 1, 400);
  play.boot(seconds{12});
  play.pass(12, 2, 220);
  EXPECT_FALSE(play.told);
  EXPECT_EQ(play.outcomes.restarting().base, Bytes::megabytes(220));
  EXPECT_EQ(play.outcomes.restarting().restarts, 0);
}

TEST(Outcome, ThePlatformsLineAboutOurRestartDoesNotTakeItAway) {
  Played play;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.outcomes.restarting(play.web, {}, play.now + seconds{1});
  play.pass(12, 2, 200);
  ASSERT_TRUE(play.told);
  EXPECT_EQ(play.told->decision.text, "d-1");
}

TEST(Outcome, WhatRestartsAreLikeIsKept) {
  Played play;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.boot(seconds{40});
  play.pass(12, 2, 200);
  play.outcomes = support::kept(play.outcomes);
  play.outcomes.resume(play.now, play.now + hours{1});
  play.now += hours{1};
  play.told.reset();
  play.pass(30, 2, 300);
  play.pass(30, 3, 400);
  EXPECT_FALSE(play.told) << "that was told before, and nobody restarted the next";
  EXPECT_EQ(play.outcomes.restarting().restarts, 1);
  EXPECT_EQ(play.outcomes.restarting().helped, 1);
  EXPECT_EQ(play.outcomes.restarting().boot, seconds{40});
}

TEST(Outcome, ARestartUnderWayIsTakenUpAgainWithoutItsRequests) {
  Played play;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.pass(4, 2, 200);
  play.outcomes = support::kept(play.outcomes);
  play.outcomes.resume(play.now, play.now + minutes{1});
  play.now += minutes{1};
  play.pass(12, 2, 210);
  ASSERT_TRUE(play.told);
  EXPECT_EQ(play.told->decision.text, "d-1");
  EXPECT_EQ(play.told->before, Bytes::megabytes(490));
  EXPECT_EQ(play.told->after.all, 0) << "not all of them were seen";
}

TEST(Outcome, AGenerationThatEndsWithinTenMinutesTellsNothing) {
  Played play;
  play.pass(5, 1, 490);
  play.outcomes.restarting(play.web, DecisionId{"d-1"}, play.now);
  play.pass(4, 2, 200);
  play.pass(12, 3, 210);
  EXPECT_FALSE(play.told);
}

}  // namespace
}  // namespace swapguard::learn
