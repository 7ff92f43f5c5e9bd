#include "app/series.h"

#include <gtest/gtest.h>

namespace swapguard::app {
namespace {

TEST(Series, CountsUpAndDownAndRepeats) {
  EXPECT_EQ(parse_series("300+2x3"), (Series{300, 302, 304, 306}));
  EXPECT_EQ(parse_series("10-0.5x2"), (Series{10, 9.5, 9}));
  EXPECT_EQ(parse_series("420x2 7"), (Series{420, 420, 420, 7}));
}

TEST(Series, LeavesHoles) {
  EXPECT_EQ(parse_series("1 _ _x2 2"), (Series{1, std::nullopt, std::nullopt, std::nullopt, 2}));
}

TEST(Series, NamesTheWrongPart) {
  for (const char* wrong : {"3..2", "x3", "300+x3", "300+2", "1 2y", "_y"})
    EXPECT_FALSE(parse_series(wrong)) << wrong;
  EXPECT_FALSE(parse_series("1x99999999"));
}

}  // namespace
}  // namespace swapguard::app
