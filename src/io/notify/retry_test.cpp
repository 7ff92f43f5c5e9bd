#include "io/notify/retry.h"

#include <gtest/gtest.h>

namespace swapguard::notify {
namespace {

TEST(NotifyRetry, AnswersDecide) {
  for (const int status : {200, 202, 204}) EXPECT_EQ(fate_of(status), Fate::delivered) << status;
  for (const int status : {0, 408, 425, 429, 500, 503, 599})
    EXPECT_EQ(fate_of(status), Fate::again) << status;
  for (const int status : {301, 400, 401, 403, 404, 413}) EXPECT_EQ(fate_of(status), Fate::refused) << status;
  EXPECT_EQ(fate_of(410), Fate::gone);
}

TEST(NotifyRetry, PausesDoubleToFiveMinutesAndAreSpread) {
  EXPECT_EQ(pause_after(1, std::nullopt, 0), seconds{2});
  EXPECT_EQ(pause_after(2, std::nullopt, 0), seconds{4});
  EXPECT_EQ(pause_after(50, std::nullopt, 0), minutes{5});
  EXPECT_GT(pause_after(3, std::nullopt, 255), seconds{8});
  EXPECT_LT(pause_after(3, std::nullopt, 255), seconds{10});
}

TEST(NotifyRetry, WhatTheReceiverAsksForCounts) {
  EXPECT_EQ(pause_after(1, seconds{30}, 0), seconds{30});
  EXPECT_EQ(pause_after(1, hours{7}, 0), minutes{15});
  EXPECT_EQ(pause_after(9, seconds{1}, 0), minutes{5});
  EXPECT_EQ(parse_retry_after("30"), seconds{30});
  EXPECT_EQ(parse_retry_after("0.65"), milliseconds{650});
  for (const char* wrong : {"", "-1", "soon", "30s", "nan", "1e99", "Wed, 21 Oct 2026 07:28:00 GMT"}) {
    EXPECT_EQ(parse_retry_after(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace swapguard::notify
