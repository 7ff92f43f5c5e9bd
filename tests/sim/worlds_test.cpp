// The worlds themselves: that a plan says everything about a world, and that what it prints plays it again.

#include <gtest/gtest.h>

#include "sim/worlds/storage.h"
#include "sim/worlds/world.h"

namespace swapguard::worlds {
namespace {

TEST(Worlds, APlanReadsBackAsItWasWritten) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const std::string text = to_text(plan_of(seed));
    const auto read = parse_plan(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(to_text(*read), text);
  }
  EXPECT_FALSE(parse_plan("seed=1 faults=nonsense"));
  EXPECT_FALSE(parse_plan("kind=leak"));
}

TEST(Worlds, TheSamePlanIsTheSameWorld) {
  const auto told = [] {
    std::string all;
    static_cast<void>(
        play(*parse_plan("seed=33 minutes=60"), [&](const std::string& line) { all += line + "\n"; }));
    return all;
  };
  const std::string first = told();
  EXPECT_GT(first.size(), 1000u);
  EXPECT_EQ(first, told());
}

TEST(Worlds, WithoutFaultsNoneStrikes) {
  const Outcome outcome = play(*parse_plan("seed=8 faults=none"));
  EXPECT_TRUE(outcome.broken.empty());
  for (const auto& count : outcome.struck) EXPECT_EQ(count, 0u);
  EXPECT_GT(outcome.restarts, 0);
}

// One dyno over its limit, and a crash at each point at which the guard hands something over or waits, from
// the start until well after the restart.
TEST(Worlds, ACrashAtEachAwaitPointBreaksNothing) {
  Plan plan = *parse_plan("seed=1 kind=over dynos=1 minutes=6 faults=none");
  const auto crashes = [](const Outcome& outcome) {
    return outcome.struck[static_cast<std::size_t>(Fault::crash)];
  };
  for (plan.crash_at = 1; plan.crash_at <= 250; ++plan.crash_at) {
    const Outcome outcome = play(plan);
    ASSERT_TRUE(outcome.broken.empty()) << outcome.broken.front() << "\n" << to_text(plan);
    ASSERT_EQ(crashes(outcome), 1u);
    ASSERT_GE(outcome.lives, 2);
  }
}

// As io/history/ledger_test.cpp holds it for the real one.
TEST(Worlds, TheModelOfTheHistoryKeepsItsContract) {
  using guard::RestartState;
  const Plan plan = *parse_plan("seed=1 faults=none");
  Agenda agenda{Instant{}};
  Dice dice{plan};
  Store store{agenda, dice};
  guard::RestartRecord record;
  record.decision = DecisionId{"d-1"};
  record.id.octets[0] = 1;
  EXPECT_EQ(store.claim(record), Store::Claimed::granted);
  record.decision = DecisionId{"d-2"};
  EXPECT_EQ(store.claim(record), Store::Claimed::already_claimed);
  EXPECT_TRUE(store.set_state(DecisionId{"d-1"}, RestartState::sending, {}));
  EXPECT_TRUE(store.set_state(DecisionId{"d-1"}, RestartState::dropped, {}));
  EXPECT_EQ(store.find(DecisionId{"d-1"})->state, RestartState::sending)
      << "never dropped once it may be sent";
  EXPECT_TRUE(store.set_state(DecisionId{"d-1"}, RestartState::refused, {}));
  EXPECT_FALSE(store.set_state(DecisionId{"d-1"}, RestartState::sending, {}));
  EXPECT_EQ(store.claim(record), Store::Claimed::granted);
}

}  // namespace
}  // namespace swapguard::worlds
