#include "core/guard/event.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

TEST(RestartState, EachHasAWordThatReadsBack) {
  for (int i = 0; i <= static_cast<int>(RestartState::dropped); ++i) {
    const auto state = static_cast<RestartState>(i);
    EXPECT_EQ(parse_restart_state(to_text(state)), state);
  }
  EXPECT_FALSE(parse_restart_state("done"));
}

TEST(RestartState, IsOverOnceNothingMoreCanCome) {
  EXPECT_FALSE(is_over(RestartState::claimed));
  EXPECT_FALSE(is_over(RestartState::sent));
  EXPECT_TRUE(is_over(RestartState::restarted));
  EXPECT_TRUE(is_over(RestartState::dropped));
}

TEST(ApiFailure, HasWords) {
  EXPECT_EQ(to_text(ApiFailure::not_sent), "not_sent");
  EXPECT_EQ(to_text(ApiFailure::invalid), "invalid");
}

}  // namespace
}  // namespace swapguard::guard
