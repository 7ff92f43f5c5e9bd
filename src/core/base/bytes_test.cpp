#include "core/base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swapguard {
namespace {

TEST(Size, ReadsTheWaysPeopleWriteIt) {
  EXPECT_EQ(*parse_size("500MB"), Bytes::megabytes(500));
  EXPECT_EQ(*parse_size("300M"), Bytes::megabytes(300));
  EXPECT_EQ(*parse_size("512"), Bytes::megabytes(512));
  EXPECT_EQ(*parse_size("1.5G"), Bytes::megabytes(1536));
  EXPECT_EQ(*parse_size("1gb"), Bytes::megabytes(1024));
  EXPECT_EQ(*parse_size("512kB"), Bytes{512 << 10});
  EXPECT_EQ(*parse_size("460 MB"), Bytes::megabytes(460));
}

TEST(Size, RefusesWhatIsNoSize) {
  for (const char* text :
       {"", "MB", "-5MB", "90%", "5XB", "1.2.3G", ".5G", "5.", "99999999999999G", "1e3MB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(Size, PrintsWholeNumbersWhole) {
  EXPECT_EQ(format_size(Bytes::megabytes(512)), "512MB");
  EXPECT_EQ(format_size(Bytes::hundredths(8883)), "88.83MB");
  EXPECT_EQ(format_size(Bytes::hundredths(8880)), "88.8MB");
  EXPECT_EQ(format_size(Bytes::hundredths(-150)), "-1.5MB");
  EXPECT_EQ(format_size(Bytes{std::int64_t{1} << 61}), "2199023255552MB");
}

RC_GTEST_PROP(Size, HundredthsReadBack, ()) {
  const auto centi = *rc::gen::inRange<std::int64_t>(0, 13'000'000);
  RC_ASSERT(format_size(*parse_size(format_size(Bytes::hundredths(centi)))) ==
            format_size(Bytes::hundredths(centi)));
}

TEST(Percent, IsOfTheQuota) {
  EXPECT_DOUBLE_EQ(percent_of(Bytes::megabytes(256), Bytes::megabytes(512)), 50.0);
  EXPECT_DOUBLE_EQ(percent_of(Bytes::megabytes(256), Bytes{0}), 0.0);
}

}  // namespace
}  // namespace swapguard
