#include "core/platform/dyno_size.h"

#include <gtest/gtest.h>

namespace swapguard {
namespace {

TEST(DynoSize, IsFoundInAnyCase) {
  EXPECT_EQ(find_dyno_size("standard-1X")->quota, Bytes::megabytes(512));
  EXPECT_EQ(find_dyno_size("PERFORMANCE-L")->quota, Bytes::megabytes(14336));
  EXPECT_DOUBLE_EQ(find_dyno_size("performance-xl")->kill_at, 1.2);
  EXPECT_FALSE(find_dyno_size("Standard-9X"));
}

TEST(DynoSize, WithoutSwapTheKillIsAtTheQuota) {
  for (const DynoSize& size : dyno_sizes()) {
    EXPECT_EQ(size.kill_at == 1.0, !size.swaps) << size.name;
  }
}

}  // namespace
}  // namespace swapguard
