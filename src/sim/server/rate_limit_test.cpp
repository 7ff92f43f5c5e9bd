#include "sim/server/rate_limit.h"

#include <gtest/gtest.h>

namespace swapguard::sim {
namespace {

const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};

TEST(RateLimit, GivesFourAndAHalfThousandAtOnce) {
  RateLimit limit;
  for (int i = 0; i < 4500; ++i) ASSERT_TRUE(limit.take(start)) << i;
  EXPECT_FALSE(limit.take(start));
  EXPECT_EQ(limit.remaining(start), 0);
}

TEST(RateLimit, SeventyFiveComeBackEachMinute) {
  RateLimit limit;
  limit.leave(0, start);
  EXPECT_EQ(limit.remaining(start + minutes{1}), 75);
  EXPECT_EQ(limit.remaining(start + hours{2}), 4500);
}

}  // namespace
}  // namespace swapguard::sim
