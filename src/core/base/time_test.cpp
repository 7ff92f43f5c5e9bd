#include "core/base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard {
namespace {

TEST(Rfc3339, ReadsWhatHerokuWrites) {
  const Instant base = *parse_rfc3339("2023-02-14T22:40:15Z");
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15.935063+00:00"), base + microseconds{935063});
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15.93506+00:00"), base + microseconds{935060});
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15.112Z"), base + milliseconds{112});
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15+00:00"), base);
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15Z+00:00"), base);
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15"), base);
  EXPECT_EQ(*parse_rfc3339("2023-02-14T14:40:15-08:00"), base);
  EXPECT_EQ(*parse_rfc3339("2023-02-14T22:40:15.9350637899+00:00"), base + microseconds{935063});
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2023-02-30T00:00:00Z", "2023-13-01T00:00:00Z", "2023-02-14 22:40:15Z", "2023-02-14T24:00:00Z",
        "2023-02-14T22:60:00Z", "2023-02-14T22:40:60Z", "2023-02-14T22:40:15.Z", "2023-02-14T22:40:15+0000",
        "2023-02-14T22:40:15Zx", "014-05-22T10:00:00Z", "2023-02-14T22:40:15+24:00"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

RC_GTEST_PROP(Rfc3339, PrintedReadsBack, ()) {
  const Instant at{microseconds{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000)}};
  RC_ASSERT(parse_rfc3339(format_rfc3339(at)) == at);
}

TEST(DurationText, ReadsUnitsAndRefusesBareNumbers) {
  EXPECT_EQ(*parse_duration("90s"), seconds{90});
  EXPECT_EQ(*parse_duration("1h30m"), minutes{90});
  EXPECT_EQ(*parse_duration("500ms"), milliseconds{500});
  EXPECT_EQ(*parse_duration("2d"), days{2});
  EXPECT_EQ(*parse_duration("0s"), Duration{0});
  for (const char* text : {"", "30", "m", "-5m", "5 m", "1.5h", "5x", "99999999d", "5m3"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

RC_GTEST_PROP(DurationText, PrintedReadsBack, ()) {
  const Duration duration{*rc::gen::inRange<std::int64_t>(0, 90'000'000'000'000)};
  RC_ASSERT(parse_duration(format_duration(duration)) == duration);
}

TEST(DurationText, DescribesWithTheTwoLargestUnits) {
  EXPECT_EQ(describe_duration(minutes{46}), "46m");
  EXPECT_EQ(describe_duration(hours{2} + minutes{5} + seconds{9}), "2h 5m");
  EXPECT_EQ(describe_duration(hours{2} + seconds{9}), "2h");
  EXPECT_EQ(describe_duration(milliseconds{310}), "310ms");
  EXPECT_EQ(describe_duration(days{3} + hours{1}), "3d 1h");
}

}  // namespace
}  // namespace swapguard
