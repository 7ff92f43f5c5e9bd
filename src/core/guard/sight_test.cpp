#include "core/guard/sight.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

TEST(Sight, GoesBlindWithoutSamplesAndSeesAgain) {
  Sight sight;
  EXPECT_FALSE(sight.passed(start, seconds{60}, true));
  EXPECT_FALSE(sight.passed(start + seconds{59}, seconds{60}, true));
  const auto blind = sight.passed(start + seconds{60}, seconds{60}, true);
  ASSERT_TRUE(blind);
  EXPECT_TRUE(blind->blind);
  EXPECT_EQ(blind->reason, "no_samples");
  EXPECT_FALSE(sight.passed(start + seconds{90}, seconds{60}, true)) << "said once";
  const auto seeing = sight.sampled(start + seconds{100});
  ASSERT_TRUE(seeing);
  EXPECT_FALSE(seeing->blind);
  EXPECT_EQ(seeing->lasted, seconds{40});
  EXPECT_FALSE(sight.sampled(start + seconds{120}));
}

TEST(Sight, SilenceIsRightWhileNothingShouldRun) {
  Sight sight;
  EXPECT_FALSE(sight.sampled(start));
  EXPECT_FALSE(sight.passed(start + minutes{10}, seconds{60}, false));
  EXPECT_FALSE(sight.passed(start + minutes{10} + seconds{30}, seconds{60}, true));
  EXPECT_TRUE(sight.passed(start + minutes{11}, seconds{60}, true));
}

TEST(Sight, ABrokenInputIsSaidAtOnceAndOncePerReason) {
  Sight sight;
  EXPECT_TRUE(sight.lost(start, "unauthorized", ""));
  EXPECT_FALSE(sight.lost(start, "unauthorized", ""));
  EXPECT_TRUE(sight.lost(start, "unreachable", ""));
  EXPECT_EQ(sight.blind(), "unreachable");
}

}  // namespace
}  // namespace swapguard::guard
