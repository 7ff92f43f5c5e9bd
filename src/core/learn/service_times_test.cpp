#include "core/learn/service_times.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace swapguard::learn {
namespace {

TEST(ServiceTimes, QuantilesAreWithinATenth) {
  ServiceTimes times;
  for (int ms = 1; ms <= 1000; ++ms) times.push(milliseconds{ms});
  EXPECT_EQ(times.count(), 1000u);
  EXPECT_NEAR(times.quantile(0.5), 500, 50);
  EXPECT_NEAR(times.quantile(0.95), 950, 95);
}

TEST(ServiceTimes, BinsGrowByAFifth) {
  for (int tenths = 10; tenths < 600'000; tenths += 7) {
    ServiceTimes times;
    times.push(microseconds{100 * tenths});
    const double bin = std::min(63.0, std::floor(4 * std::log2(tenths / 10.0)));
    ASSERT_DOUBLE_EQ(times.quantile(1), std::exp2((bin + 1) / 4)) << tenths;
  }
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
