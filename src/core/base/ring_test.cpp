#include "core/base/ring.h"

#include <gtest/gtest.h>

namespace swapguard {
namespace {

TEST(Ring, KeepsTheNewestOldestFirst) {
  Ring<int, 3> ring;
  EXPECT_TRUE(ring.empty());
  for (int value = 1; value <= 5; ++value) ring.push(value);
  ASSERT_EQ(ring.size(), 3u);
  EXPECT_EQ(ring[0], 3);
  EXPECT_EQ(ring.newest(), 5);
  EXPECT_EQ(ring.back(1), 4);
  ring.clear();
  EXPECT_TRUE(ring.empty());
}

TEST(RingDeathTest, LookingPastTheEndIsABrokenPromise) {
  Ring<int, 2> ring;
  EXPECT_DEATH(static_cast<void>(ring[0]), "SG1901");
}

}  // namespace
}  // namespace swapguard
