#include "core/learn/minute_counts.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

TEST(MinuteCounts, CountsWholeMinutesAndForgetsAfterAnHour) {
  MinuteCounts counts;
  const Instant start = Instant{} + hours{1};
  for (int i = 0; i < 10; ++i) counts.push(i == 7, start + seconds{30} * i);
  EXPECT_EQ(counts.between(start, start + minutes{5}).all, 10);
  EXPECT_EQ(counts.between(start, start + minutes{5}).failed, 1);
  EXPECT_EQ(counts.between(start + seconds{70}, start + seconds{130}).all, 2);
  counts.push(true, start + hours{1});
  EXPECT_EQ(counts.between(start, start + hours{2}).all, 9) << "the minute of an hour ago is written over";
  counts.push(true, start);
  EXPECT_EQ(counts.between(start, start + hours{2}).all, 9) << "too late to count";
}

}  // namespace
}  // namespace swapguard::learn
