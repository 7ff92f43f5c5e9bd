#include "core/base/alarm.h"

#include <gtest/gtest.h>

namespace swapguard {
namespace {

TEST(Alarm, IsSetAnewOnlyForWhatComesSooner) {
  Alarm alarm;
  EXPECT_EQ(alarm.set(seconds{100}, seconds{8}), seconds{8});
  EXPECT_EQ(alarm.set(seconds{101}, seconds{7}), std::nullopt);
  EXPECT_EQ(alarm.set(seconds{101}, seconds{9}), std::nullopt);
  EXPECT_EQ(alarm.set(seconds{101}, seconds{2}), seconds{2});
  alarm.rang();
  EXPECT_EQ(alarm.set(seconds{103}, seconds{9}), seconds{9});
}

TEST(Alarm, WaitsNeitherForNothingNorForLong) {
  Alarm alarm;
  EXPECT_EQ(alarm.set(seconds{100}, hours{2}), Alarm::longest);
  EXPECT_EQ(alarm.set(seconds{100}, seconds{-3}), Alarm::shortest);
}

// The clock that is asked was set forward after the alarm was set: what is wanted now may lie before it.
TEST(Alarm, AClockThatIsSetChangesNothingAboutHowLongItWaits) {
  Alarm alarm;
  EXPECT_EQ(alarm.set(seconds{100}, seconds{9}), seconds{9});
  EXPECT_EQ(alarm.set(seconds{101}, seconds{1}), seconds{1}) << "whatever time it was for before";
}

}  // namespace
}  // namespace swapguard
