#include "core/learn/response_minutes.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

observe::Request request(int status, int h_code = 0, std::optional<Duration> service = milliseconds{100}) {
  return {.dyno = DynoName("web.1"), .status = status, .connect = {}, .service = service, .h_code = h_code};
}

TEST(ResponseMinutes, AMinuteIsToldOnceItIsOver) {
  ResponseMinutes minutes_of;
  for (int i = 0; i < 60; ++i) minutes_of.take(request(200), noon + seconds{i}, noon + seconds{i});
  minutes_of.take(request(503), noon + seconds{5}, noon + seconds{60});
  minutes_of.take(request(0, 12, {}), noon + seconds{6}, noon + seconds{60});
  EXPECT_TRUE(minutes_of.over(noon + seconds{100}).empty());
  const auto told = minutes_of.over(noon + minutes{2});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].at, noon);
  EXPECT_EQ(told[0].requests, 62);
  EXPECT_EQ(told[0].errors, 2);
  ASSERT_TRUE(told[0].p95_ms);
  EXPECT_NEAR(*told[0].p95_ms, 100, 20);
  EXPECT_TRUE(minutes_of.over(noon + minutes{9}).empty());
}

TEST(ResponseMinutes, LinesOutOfOrderFindTheirMinute) {
  ResponseMinutes minutes_of;
  minutes_of.take(request(200), noon + seconds{61}, noon);
  minutes_of.take(request(200), noon + seconds{59}, noon);
  minutes_of.take(request(200), noon + seconds{62}, noon);
  const auto told = minutes_of.rest();
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].requests, 1);
  EXPECT_EQ(told[1].requests, 2);
}

// Logplex, or a stream that was away, may bring an hour's lines in seconds: not a row for each of them.
TEST(ResponseMinutes, ABacklogIsGatheredToo) {
  ResponseMinutes minutes_of;
  const Instant now = noon + hours{1};
  for (int i = 0; i < 100; ++i) {
    minutes_of.take(request(200), noon + seconds{i / 2}, now + milliseconds{i});
    EXPECT_TRUE(minutes_of.over(now + milliseconds{i}).empty());
  }
  EXPECT_EQ(minutes_of.over(now + seconds{61}).at(0).requests, 100);
}

TEST(ResponseMinutes, WithoutServiceTimesThereIsNoP95) {
  ResponseMinutes minutes_of;
  minutes_of.take(request(503, 10, {}), noon, noon);
  EXPECT_EQ(minutes_of.rest().at(0).p95_ms, std::nullopt);
}

TEST(ResponseMinutes, NoMoreThanAFewMinutesAreOpen) {
  ResponseMinutes minutes_of;
  for (int i = 0; i < 100; ++i) minutes_of.take(request(200), noon + minutes{i}, noon);
  EXPECT_EQ(minutes_of.over(noon).size(), 92U);
  EXPECT_EQ(minutes_of.rest().size(), 8U);
}

}  // namespace
}  // namespace swapguard::learn
