#include "io/api/time_span.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const Instant now = *parse_rfc3339("2026-05-11T12:00:00Z");

int status_of(const TimeSpan& span) {
  const auto range = range_of(span, now);
  return range ? 200 : range.error().status;
}

TEST(TimeSpan, EndsNowAtTheLatest) {
  const auto range = range_of({{now - hours{1}}, {now + days{1}}}, now);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->to, now);
  EXPECT_EQ(range->from, now - hours{1});
}

TEST(TimeSpan, IsAMinuteToAYear) {
  EXPECT_EQ(status_of({}), 200);
  EXPECT_EQ(status_of({{now}, {now - hours{1}}}), 400);
  EXPECT_EQ(status_of({{now - seconds{59}}, {}}), 400);
  EXPECT_EQ(status_of({{now - days{367}}, {}}), 400);
  EXPECT_EQ(status_of({{Instant{} - days{1}}, {Instant{} + days{1}}}), 400);
}

TEST(TimeSpan, ReadsTimesAndTimesAgo) {
  const auto read = [](const std::string& query) {
    return read_span({.method = "GET", .target = "/?" + query});
  };
  EXPECT_EQ(read("to=now")->to.of(now), now);
  EXPECT_EQ(read("from=-90m")->from.of(now), now - minutes{90});
  EXPECT_EQ(read("from=2026-05-11T10:00:00Z")->from.of(now), now - hours{2});
  for (const auto* wrong : {"from=6h", "from=-", "from=-6", "to=later", "from=-9999d"})
    EXPECT_FALSE(read(wrong));
}

}  // namespace
}  // namespace swapguard::api
