#include "core/learn/size_advice.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

constexpr Bytes quota = Bytes::megabytes(512);

TEST(SizeAdvice, ABaseThatFitsNeedsNone) {
  EXPECT_FALSE(advise_size(Bytes::megabytes(300), quota, true, 100));
  EXPECT_FALSE(advise_size(Bytes::megabytes(480), Bytes{0}, true, 100));
}

TEST(SizeAdvice, TellsWhatTheNextSizeWouldChange) {
  const auto advice = advise_size(Bytes::megabytes(480), quota, true, 118);
  ASSERT_TRUE(advice);
  EXPECT_EQ(advice->next_name, "Standard-2X");
  EXPECT_EQ(advice->next_quota, Bytes::megabytes(1024));
  EXPECT_EQ(advice->next_lasts, minutes{277});
}

TEST(SizeAdvice, WithoutALeakTheNextSizeNeedsNoRestarts) {
  EXPECT_FALSE(advise_size(Bytes::megabytes(480), quota, true, {})->next_lasts);
  EXPECT_FALSE(advise_size(Bytes::megabytes(480), quota, true, -3)->next_lasts);
}

TEST(SizeAdvice, TheLargestSizeHasNoNext) {
  const auto advice = advise_size(Bytes::megabytes(128'000), Bytes::megabytes(126 * 1024), true, {});
  ASSERT_TRUE(advice);
  EXPECT_TRUE(advice->next_name.empty());
}

}  // namespace
}  // namespace swapguard::learn
