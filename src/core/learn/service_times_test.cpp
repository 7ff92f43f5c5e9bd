#include "core/learn/service_times.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

TEST(ServiceTimes, QuantilesAreWithinATenth) {
  ServiceTimes times;
  for (int ms = 1; ms <= 1000; ++ms) times.push(milliseconds{ms});
  EXPECT_EQ(times.count(), 1000u);
  EXPECT_NEAR(times.quantile(0.5), 500, 50);
  EXPECT_NEAR(times.quantile(0.95), 950, 95);
}

TEST(ServiceTimes, ExtremesFallIntoTheOutermostBins) {
  ServiceTimes times;
  times.push(Duration{0});
  EXPECT_LT(times.quantile(0.95), 1.2);
  times.clear();
  EXPECT_EQ(times.quantile(0.95), 0);
  times.push(hours{5});
  EXPECT_GT(times.quantile(0.95), 50'000);
}

}  // namespace
}  // namespace swapguard::learn
