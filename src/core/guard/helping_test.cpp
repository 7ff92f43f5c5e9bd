#include "core/guard/helping.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

const ProcessType web{"web"};
const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

TEST(Helping, TwiceInVainInARowStops) {
  Helping helping;
  EXPECT_FALSE(helping.wanted_again(web, minutes{5}, start));
  EXPECT_TRUE(helping.helps(web, start));
  EXPECT_TRUE(helping.wanted_again(web, minutes{6}, start));
  EXPECT_FALSE(helping.helps(web, start));
  EXPECT_FALSE(helping.wanted_again(web, hours{1}, start)) << "said once, and it stays so";
  EXPECT_FALSE(helping.helps(web, start + hours{5}));
  EXPECT_TRUE(helping.helps(ProcessType{"worker"}, start));
  helping.forget();
  EXPECT_TRUE(helping.helps(web, start));
}

TEST(Helping, OneThatHelpedStartsTheCountAnew) {
  Helping helping;
  helping.wanted_again(web, minutes{5}, start);
  helping.wanted_again(web, hours{5}, start);
  EXPECT_FALSE(helping.wanted_again(web, minutes{5}, start));
  EXPECT_TRUE(helping.helps(web, start));
}

TEST(Helping, OneMoreIsTriedAfterSixHours) {
  Helping helping;
  helping.wanted_again(web, minutes{5}, start);
  helping.wanted_again(web, minutes{5}, start);
  EXPECT_TRUE(helping.helps(web, start + hours{6}));
  EXPECT_TRUE(helping.wanted_again(web, minutes{5}, start + hours{7})) << "in vain again: stopped again";
  EXPECT_FALSE(helping.helps(web, start + hours{8}));
}

}  // namespace
}  // namespace swapguard::guard
