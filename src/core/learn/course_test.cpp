#include "core/learn/course.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

TEST(Course, KeepsTheSlopeOfALongLife) {
  Course course;
  for (int i = 0; i < 10'000; ++i) {
    const int saw = i % 30;  // a garbage collector's, 30 MB high, ten minutes long
    const int megabytes = 300 + i / 180 * 12 + saw;
    course.push(Instant{} + seconds{20} * i, Bytes::megabytes(megabytes));
  }
  ASSERT_TRUE(course.slope());
  EXPECT_NEAR(*course.slope(), 12, 0.5);
}

TEST(Course, SaysNothingTooEarly) {
  Course course;
  for (int i = 0; i < 7; ++i) course.push(Instant{} + seconds{20} * i, Bytes::megabytes(300 + i));
  EXPECT_FALSE(course.slope());
}

}  // namespace
}  // namespace swapguard::learn
