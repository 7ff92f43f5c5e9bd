#include "core/policy/verdict.h"

#include <gtest/gtest.h>

namespace swapguard::policy {
namespace {

TEST(Verdict, IsHeldByTheFirstRailThatSaysNo) {
  Verdict verdict;
  EXPECT_EQ(verdict.held(), nullptr);
  verdict.checks = {{Rail::paused, true, ""}, {Rail::cooldown, false, "a"}, {Rail::budget, false, "b"}};
  ASSERT_NE(verdict.held(), nullptr);
  EXPECT_EQ(verdict.held()->rail, Rail::cooldown);
}

TEST(Verdict, ReasonsHaveWords) {
  EXPECT_EQ(to_text(Rail::lone), "lone");
  EXPECT_EQ(to_text(Rail::protected_window), "protected_window");
  EXPECT_EQ(to_text(Cause::requested), "requested");
  EXPECT_EQ(waits_for(Rail::gap), "the end of the gap");
  EXPECT_EQ(waits_for(Rail::lone), "lone = true, or a second dyno");
}

}  // namespace
}  // namespace swapguard::policy
