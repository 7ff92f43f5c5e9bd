// The shared pool: who may call when.
#include "io/heroku/rate_budget.h"

#include <gtest/gtest.h>

namespace swapguard::heroku {
namespace {

constexpr Instant start = Instant(seconds{1'800'000'000});

TEST(RateBudget, LetsCallsGoBeforeAnythingIsKnown) {
  const RateBudget budget;
  for (Need need : {Need::optional, Need::normal, Need::restart})
    EXPECT_EQ(budget.wait(need, start), Duration{});
  EXPECT_FALSE(budget.left());
}

TEST(RateBudget, StopsOptionalCallsFirstAndKeepsAReserveForRestarts) {
  RateBudget budget;
  budget.told(999, start);
  EXPECT_GT(budget.wait(Need::optional, start), Duration{});
  EXPECT_EQ(budget.wait(Need::normal, start), Duration{});
  budget.told(199, start);
  EXPECT_GT(budget.wait(Need::normal, start), Duration{});
  EXPECT_EQ(budget.wait(Need::restart, start), Duration{});
  budget.told(0, start);
  EXPECT_EQ(budget.wait(Need::restart, start), Duration{});
  budget.told(4500, start);
  EXPECT_EQ(budget.wait(Need::optional, start), Duration{});
}

TEST(RateBudget, TrustsTheRefillOfThePool) {
  RateBudget budget;
  budget.told(125, start);  // one minute brings 75
  EXPECT_EQ(budget.wait(Need::normal, start), minutes{1});
  EXPECT_EQ(budget.wait(Need::normal, start + minutes{1}), Duration{});
  budget.told(250, start);
  EXPECT_EQ(budget.wait(Need::optional, start), minutes{10});
}

TEST(RateBudget, NeverUsesMoreThanHalfOfThePool) {
  RateBudget budget;
  int made = 0;
  for (Instant now = start; now < start + hours{10}; now += seconds{1}) {
    for (int i = 0; i < 5 && budget.wait(Need::normal, now) == Duration{}; ++i) {
      budget.spend(now);
      ++made;
    }
  }
  EXPECT_LE(made, 10 * 2250 + 400);
  EXPECT_GE(made, 10 * 2250);
  EXPECT_EQ(budget.made(), static_cast<std::uint64_t>(made));
  EXPECT_EQ(budget.wait(Need::restart, start + hours{10}), Duration{});
}

TEST(RateBudget, A429PausesEverythingForAsLongAsItSays) {
  RateBudget budget;
  budget.refused(seconds{48}, start);
  for (Need need : {Need::optional, Need::normal, Need::restart}) {
    EXPECT_EQ(budget.wait(need, start), seconds{48});
    EXPECT_EQ(budget.wait(need, start + seconds{48}), Duration{});
  }
}

TEST(RateBudget, PausesGrowWithoutAWordFromThePlatform) {
  RateBudget budget;
  Instant now = start;
  for (const Duration expected :
       {Duration(seconds{30}), Duration(minutes{1}), Duration(minutes{2}), Duration(minutes{4}),
        Duration(minutes{8}), Duration(minutes{15}), Duration(minutes{15})}) {
    budget.refused(Duration{}, now);
    EXPECT_EQ(budget.wait(Need::restart, now), expected);
    now += expected;
  }
  budget.accepted();
  budget.refused(Duration{}, now);
  EXPECT_EQ(budget.wait(Need::normal, now), seconds{30});
}

}  // namespace
}  // namespace swapguard::heroku
