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

TEST(DynoSize, TheNextLargerSizeIsOfTheSamePlatform) {
  EXPECT_EQ(next_dyno_size(Bytes::megabytes(512), true)->name, "Standard-2X");
  EXPECT_EQ(next_dyno_size(Bytes::megabytes(1024), true)->name, "Performance-M");
  EXPECT_EQ(next_dyno_size(Bytes::megabytes(2560), true)->name, "Performance-L");
  EXPECT_EQ(next_dyno_size(Bytes::megabytes(1024), false)->name, "Private-M");
  EXPECT_EQ(next_dyno_size(Bytes::megabytes(512), false)->name, "dyno-2c-1gb");
  EXPECT_FALSE(next_dyno_size(Bytes::megabytes(126 * 1024), true));
  EXPECT_FALSE(next_dyno_size(Bytes::megabytes(700), true));
}

}  // namespace
}  // namespace swapguard
