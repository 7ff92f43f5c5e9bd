// Retry-After in its forms, and what the transport tells.
#include "io/heroku/errors.h"

#include <gtest/gtest.h>

namespace swapguard::heroku {
namespace {

constexpr Instant now = Instant(seconds{1'353'003'000});  // 2012-11-15 18:10:00 UTC

TEST(RetryAfter, IsReadInItsThreeForms) {
  EXPECT_EQ(parse_retry_after("48", now), seconds{48});
  EXPECT_EQ(parse_retry_after("1353003093", now), seconds{93});
  EXPECT_EQ(parse_retry_after("Thu, 15 Nov 2012 18:11:33 GMT", now), seconds{93});
}

TEST(RetryAfter, IsClamped) {
  EXPECT_EQ(parse_retry_after("0", now), seconds{1});
  EXPECT_EQ(parse_retry_after("-5", now), seconds{1});
  EXPECT_EQ(parse_retry_after("999999", now), minutes{15});
  EXPECT_EQ(parse_retry_after("1353000000", now), seconds{1});
  EXPECT_EQ(parse_retry_after("9223372036854775807", now), minutes{15});
  EXPECT_EQ(parse_retry_after("Thu, 15 Nov 1990 18:11:33 GMT", now), seconds{1});
}

TEST(RetryAfter, IsNothingWhenItCannotBeRead) {
  for (const char* value : {"", "soon", "12x", "Thu, 15 Nov 2012 18:11:33", "Thu, 15 Nnn 2012 18:11:33 GMT",
                            "Thu, 31 Feb 2012 18:11:33 GMT", "99999999999999999999"}) {
    EXPECT_FALSE(parse_retry_after(value, now)) << value;
  }
}

TEST(ErrorOf, TellsTheTransportsFailuresApart) {
  using Kind = http::CallError::Kind;
  EXPECT_EQ(error_of(http::CallError{Kind::not_sent, "refused"}).failure, guard::ApiFailure::not_sent);
  EXPECT_EQ(error_of(http::CallError{Kind::lost, "reset"}).failure, guard::ApiFailure::unknown);
  EXPECT_EQ(error_of(http::CallError{Kind::lost, "reset"}).message, "reset");
}

}  // namespace
}  // namespace swapguard::heroku
