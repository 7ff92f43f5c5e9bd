#include "core/learn/cycling.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T10:00:00Z");

// The day on which it is told, one restart a day; 0: never.
int told_on(double hurt, double hurt_quietest, int until = 30, Duration apart = hours{25}) {
  Cycling cycling;
  for (int day = 1; day <= until; ++day) {
    if (cycling.cycled(monday + day * apart, hurt, hurt_quietest)) return day;
  }
  return 0;
}

TEST(Cycling, AtBusyHoursIsToldOnce) {
  Cycling cycling;
  int times = 0;
  for (int day = 0; day < 60; ++day) {
    const auto busy = cycling.cycled(monday + day * hours{25}, 40, 5);
    if (!busy) continue;
    ++times;
    EXPECT_EQ(busy->restarts, 5);
    EXPECT_EQ(busy->within, hours{100});
    EXPECT_DOUBLE_EQ(busy->hurt, 40);
    EXPECT_DOUBLE_EQ(busy->hurt_quietest, 5);
  }
  EXPECT_EQ(times, 1);
}

TEST(Cycling, NothingIsToldOfWhatHardlyMatters) {
  EXPECT_EQ(told_on(40, 25), 0) << "not twice as much";
  EXPECT_EQ(told_on(5, 1), 0) << "four requests a day";
  EXPECT_EQ(told_on(6, 1), 5);
}

TEST(Cycling, ManyDynosOfOneDayAreNotEnough) {
  EXPECT_EQ(told_on(40, 5, 20, hours{1}), 0);
  EXPECT_EQ(told_on(40, 5, 200, hours{1}), 73) << "after three days";
}

// Busy weeks ago says nothing of today.
TEST(Cycling, IsCountedAnewEachWeek) {
  Cycling cycling;
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(cycling.cycled(monday + i * hours{12}, 400, 5));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(cycling.cycled(monday + days{10} + i * hours{25}, 6, 5)) << i;
}

}  // namespace
}  // namespace swapguard::learn
