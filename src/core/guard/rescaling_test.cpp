// A limit that changes while much is known of the growth to it.
#include <gtest/gtest.h>

#include "support/leaking_life.h"

namespace swapguard::guard {
namespace {

using namespace test;

TEST(Rescaling, ALowerLimitMakesTheGrowthToItGreaterAtOnce) {
  Life life;
  life.held = true;
  life.run(monday, monday + hours{10});
  const double before = life.told();
  EXPECT_NEAR(before, 0.03, 0.005);
  life.policy.restart_at = policy::Limit::percent(49);
  life.run(monday + hours{10}, monday + hours{10} + minutes{10});
  EXPECT_NEAR(life.told() / before, 2, 0.2);
}

TEST(Rescaling, ASizeOfTwiceTheMemoryMakesTheGrowthHalfAtOnce) {
  Life life;
  life.held = true;
  life.run(monday, monday + hours{10});
  const double before = life.told();
  life.quota = Bytes::megabytes(2000);
  life.fleet.formation(web.type()).quota = life.quota;
  life.cycle(monday + hours{10});
  life.run(monday + hours{10}, monday + hours{10} + minutes{30});
  EXPECT_NEAR(life.told() / before, 0.5, 0.05);
}

TEST(Rescaling, WhereTheKillIsAtTheQuotaLevelsAreOfALowerLimit) {
  Life life;
  life.fleet.formation(web.type()).kill_at = 1;
  life.run(monday, monday + hours{10});
  EXPECT_NEAR(life.told(), 0.03 * 98 / 90, 0.005);
}

}  // namespace
}  // namespace swapguard::guard
