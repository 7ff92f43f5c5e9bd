#include "core/policy/rails.h"

#include <gtest/gtest.h>

namespace swapguard::policy {
namespace {

const Instant at = *parse_rfc3339("2026-05-11T02:00:00Z");

DynoId id(int number) {
  DynoId made;
  made.octets[15] = static_cast<std::uint8_t>(number);
  return made;
}

// Three web dynos of 512 MB that have run for an hour; web.1 is the one to be restarted.
struct Rails : testing::Test {
  Rails() {
    policy.app = AppName{"acme"};
    policy.defaults.cooldown = minutes{30};
    policy.defaults.gap = seconds{60};
    now.budget = 12;
    now.others_up = 2;
    want.limit = Bytes::megabytes(460);
    for (int i = 1; i <= 3; ++i) report("web." + std::to_string(i), i, 480, Duration{0});
  }

  void report(const std::string& name, int number, int used, Duration ago) {
    observe::MemorySample line;
    line.id = id(number);
    line.rss = Bytes::megabytes(used);
    line.swap = Bytes{0};
    line.quota = Bytes::megabytes(512);
    fleet.take_sample(DynoName{name}, line, at - ago);
    fleet.place(DynoName{name})->find(id(number))->born(at - hours{1});
  }

  // The word of the rail that holds; `go` when none does.
  std::string verdict() {
    const fleet::Place& place = *fleet.find(DynoName{"web.1"});
    Verdict verdict{want, check(want, place, *place.find(id(1)), fleet, policy, now, at)};
    return verdict.held() ? std::string(to_text(verdict.held()->rail)) : "go";
  }

  fleet::Fleet fleet;
  AppPolicy policy;
  Circumstances now;
  Want want;
};

TEST_F(Rails, AllAreAskedInTheirOrder) {
  const fleet::Place& place = *fleet.find(DynoName{"web.1"});
  const auto checks = check(want, place, *place.find(id(1)), fleet, policy, now, at);
  ASSERT_EQ(checks.size(), 18u);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(checks[i].rail, static_cast<Rail>(i));
    EXPECT_TRUE(checks[i].passed) << to_text(checks[i].rail) << ": " << checks[i].says;
    EXPECT_FALSE(checks[i].says.empty());
  }
}

TEST_F(Rails, PausedNotHelpingRefused) {
  now.paused = true;
  EXPECT_EQ(verdict(), "paused");
  now.paused = false;
  now.helping = false;
  EXPECT_EQ(verdict(), "not_helping");
  now.helping = true;
  now.refused_until = at + seconds{1};
  EXPECT_EQ(verdict(), "refused");
  now.refused_until = at;
  EXPECT_EQ(verdict(), "go");
}

TEST_F(Rails, ARefusalSaysWhose) {
  const fleet::Place& place = *fleet.find(DynoName{"web.1"});
  const auto says = [&] {
    return check(want, place, *place.find(id(1)), fleet, policy, now, at)[2].says.substr(0, 20);
  };
  now.refused_until = at + seconds{1};
  EXPECT_EQ(says(), "refused a moment ago");
  now.refused_by_history = true;
  EXPECT_EQ(says(), "the history failed a");
}

TEST_F(Rails, EvidenceMayBeTwoIntervalsOld) {
  now.age = seconds{40};
  EXPECT_EQ(verdict(), "go");
  now.age = seconds{41};
  EXPECT_EQ(verdict(), "stale");
}

TEST_F(Rails, EvidenceFromTheFutureIsNone) {
  now.age = seconds{-40};
  EXPECT_EQ(verdict(), "go");
  now.age = seconds{-41};
  EXPECT_EQ(verdict(), "stale");
}

TEST_F(Rails, AnotherGenerationInThePlaceHolds) {
  report("web.1", 9, 100, Duration{0});
  EXPECT_EQ(verdict(), "stale_generation");
}

TEST_F(Rails, YoungDynosAreLeftAloneUnlessAKillIsAhead) {
  fleet.place(DynoName{"web.1"})->find(id(1))->born(at - minutes{2});
  EXPECT_EQ(verdict(), "min_uptime");
  want.urgent = true;
  EXPECT_EQ(verdict(), "go");
}

TEST_F(Rails, SettlingAndBusy) {
  now.settling_until = at + minutes{1};
  EXPECT_EQ(verdict(), "settling");
  now.settling_until.reset();
  now.busy = true;
  EXPECT_EQ(verdict(), "busy");
}

TEST_F(Rails, ProtectedWindowsHoldTheirTypesButNotWhatIsUrgent) {
  ProtectedWindow window;
  window.from = hours{1};
  window.to = hours{3};
  policy.protect = {window};
  EXPECT_EQ(verdict(), "protected_window");
  policy.protect[0].types = {ProcessType{"worker"}};
  EXPECT_EQ(verdict(), "go");
  policy.protect[0].types = {ProcessType{"web"}};
  EXPECT_EQ(verdict(), "protected_window");
  want.urgent = true;
  EXPECT_EQ(verdict(), "go");
}

TEST_F(Rails, CooldownBudgetGapAndAtOnce) {
  now.last_here = at - minutes{29};
  EXPECT_EQ(verdict(), "cooldown");
  now.last_here = at - minutes{30};
  EXPECT_EQ(verdict(), "go");
  now.used_budget = 12;
  EXPECT_EQ(verdict(), "budget");
  now.used_budget = 11;
  now.in_flight = 1;
  EXPECT_EQ(verdict(), "at_once");
  now.in_flight = 0;
  now.last_of_type = at - seconds{59};
  EXPECT_EQ(verdict(), "gap");
}

TEST_F(Rails, OthersMustStayUp) {
  policy.defaults.min_healthy = MinHealthy{2};
  EXPECT_EQ(verdict(), "go");
  now.others_up = 1;
  EXPECT_EQ(verdict(), "min_healthy");
  fleet.formation(ProcessType{"web"}).preboot = true;
  EXPECT_EQ(verdict(), "go") << "preboot takes nothing down";
}

TEST_F(Rails, ALoneDynoIsRestartedOnlyWhereAllowed) {
  fleet.formation(ProcessType{"web"}).quantity = 1;
  EXPECT_EQ(verdict(), "go");
  policy.defaults.lone = false;
  EXPECT_EQ(verdict(), "lone");
}

TEST_F(Rails, FallingMemoryIsGivenTime) {
  report("web.1", 1, 500, -seconds{20});
  report("web.1", 1, 465, -seconds{40});
  EXPECT_EQ(verdict(), "falling");
}

// From 300 MB to 560 MB at once: a tenth over the quota, which hurts about every seventh request.
TEST_F(Rails, AJumpFromFarBelowIsGivenTimeUntilItHasHurtEnough) {
  for (int i = 0; i < 9; ++i) report("web.2", 2, 300, -seconds{20 * (i + 1)});
  Duration since{};
  const fleet::Place& place = *fleet.find(DynoName{"web.2"});
  const auto held_by = [&] {
    const Verdict verdict{want, check(want, place, *place.find(id(2)), fleet, policy, now, at + since)};
    return verdict.held() ? std::string(to_text(verdict.held()->rail)) : "go";
  };
  now.restart_hurts = 30;
  int borne = 0;
  for (int i = 10; i < 40 && borne == 0; ++i) {
    since = seconds{20 * i};
    report("web.2", 2, 560, -since);
    if (held_by() == "go") borne = i - 9;
  }
  EXPECT_GE(borne, 3);
  EXPECT_LE(borne, 6);
  now.waiting_saves = 100;
  EXPECT_EQ(held_by(), "spike") << "in a burst of traffic a restart hurts more: it waits longer";
}

TEST_F(Rails, WhatGrewToTheLimitIsNoSpike) {
  for (int i = 1; i <= 10; ++i) report("web.1", 1, 480 + i, -seconds{20 * i});
  EXPECT_EQ(verdict(), "go");
}

// At a harm level nothing swaps: the wait is counted from where memory crossed that level.
TEST_F(Rails, ABurstIsNotWaitedForLongerThanTenMinutesWhateverTheLimit) {
  want.limit = Bytes::megabytes(485);
  now.waiting_saves = 100;
  report("web.1", 1, 490, -seconds{20});
  fleet.place(DynoName{"web.1"})->find(id(1))->lengthen_window();
  EXPECT_EQ(verdict(), "spike");
  for (int i = 2; i <= 40; ++i) report("web.1", 1, 490, -seconds{20 * i});
  EXPECT_EQ(verdict(), "go");
}

TEST_F(Rails, OneDynoIsRestartedTwelveTimesADayAtMostAndTheLastOnesApart) {
  now.last_here = at - minutes{40};
  now.used_here = 9;
  EXPECT_EQ(verdict(), "go");
  now.used_here = 10;
  EXPECT_EQ(verdict(), "budget");
  now.last_here = at - hours{1};
  EXPECT_EQ(verdict(), "go");
  now.used_here = 12;
  want.urgent = true;
  EXPECT_EQ(verdict(), "budget");
}

TEST_F(Rails, DynosOfFirAreHeldUntilTheirRestartsAreSwitchedOn) {
  const DynoName name{"web-5c4b8f9d6c-x7k2p"};
  report(name.text, 9, 480, Duration{0});
  const auto held = [&] {
    const fleet::Place& place = *fleet.find(name);
    Verdict verdict{want, check(want, place, *place.find(id(9)), fleet, policy, now, at)};
    return verdict.held() ? std::string(to_text(verdict.held()->rail)) : "go";
  };
  EXPECT_EQ(held(), "fir");
  policy.fir_restarts = true;
  EXPECT_EQ(held(), "go");
  EXPECT_EQ(verdict(), "go") << "others are not asked";
}

}  // namespace
}  // namespace swapguard::policy
