// Retries of a body are known by token and Frame-Id, for at least five minutes and within a bound.
#include "io/intake/duplicate_frames.h"

#include <gtest/gtest.h>

#include <string>

namespace swapguard::intake {
namespace {

const Instant noon = Instant{} + hours{12};

TEST(DuplicateFrames, KnowsARetryForAtLeastFiveMinutes) {
  DuplicateFrames frames;
  EXPECT_FALSE(frames.knows("d.1", "09C557EAFCFB6CF2740EE62F62971098", noon));
  frames.remember("d.1", "09C557EAFCFB6CF2740EE62F62971098", noon);
  EXPECT_TRUE(frames.knows("d.1", "09C557EAFCFB6CF2740EE62F62971098", noon + minutes{5}));
  EXPECT_FALSE(frames.knows("d.1", "09C557EAFCFB6CF2740EE62F62971098", noon + minutes{7}));
}

TEST(DuplicateFrames, KeepsDrainsApart) {
  DuplicateFrames frames;
  frames.remember("d.1", "A", noon);
  EXPECT_FALSE(frames.knows("d.2", "A", noon));
  EXPECT_FALSE(frames.knows("d.1A", "", noon));
}

TEST(DuplicateFrames, NeverTakesABodyWithoutAnIdForARetry) {
  DuplicateFrames frames;
  frames.remember("d.1", "", noon);
  EXPECT_FALSE(frames.knows("d.1", "", noon));
  EXPECT_EQ(frames.size(), 0U);
}

TEST(DuplicateFrames, ForgetsTheOldestAtItsBoundAndCountsIt) {
  DuplicateFrames frames(minutes{6}, 3);
  for (int i = 0; i < 5; ++i) frames.remember("d.1", std::to_string(i), noon);
  EXPECT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames.forgotten_early(), 2U);
  EXPECT_FALSE(frames.knows("d.1", "1", noon));
  EXPECT_TRUE(frames.knows("d.1", "2", noon));
}

TEST(DuplicateFrames, HoldsNothingOnceAllIsOld) {
  DuplicateFrames frames;
  for (int i = 0; i < 100; ++i) frames.remember("d.1", std::to_string(i), noon + seconds{i});
  EXPECT_FALSE(frames.knows("d.1", "99", noon + hours{1}));
  EXPECT_EQ(frames.size(), 0U);
}

}  // namespace
}  // namespace swapguard::intake
