#include "core/guard/helping.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

const ProcessType web{"web"};

TEST(Helping, TwiceInVainInARowStops) {
  Helping helping;
  EXPECT_FALSE(helping.wanted_again(web, minutes{5}, minutes{30}));
  EXPECT_TRUE(helping.helps(web));
  EXPECT_TRUE(helping.wanted_again(web, minutes{6}, minutes{30}));
  EXPECT_FALSE(helping.helps(web));
  EXPECT_FALSE(helping.wanted_again(web, minutes{6}, minutes{30})) << "said once";
  EXPECT_TRUE(helping.helps(ProcessType{"worker"}));
  helping.forget();
  EXPECT_TRUE(helping.helps(web));
}

TEST(Helping, OneThatHelpedStartsTheCountAnew) {
  Helping helping;
  helping.wanted_again(web, minutes{5}, minutes{30});
  helping.wanted_again(web, hours{5}, minutes{30});
  EXPECT_FALSE(helping.wanted_again(web, minutes{5}, minutes{30}));
  EXPECT_TRUE(helping.helps(web));
}

}  // namespace
}  // namespace swapguard::guard
