// What two log sessions tell twice counts once; what one tells twice counts twice.
#include "io/intake/overlap.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "io/intake/newest_samples.h"

namespace swapguard::intake {
namespace {

TEST(Overlap, LeavesOutTheHistoryOfANewSession) {
  Overlap overlap;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(overlap.is_new(1, "line " + std::to_string(i)));
  for (int i = 50; i < 100; ++i) EXPECT_FALSE(overlap.is_new(2, "line " + std::to_string(i)));
  EXPECT_TRUE(overlap.is_new(2, "line 100"));
}

TEST(Overlap, KeepsEqualLinesOfOneSession) {
  Overlap overlap;
  EXPECT_TRUE(overlap.is_new(1, "same"));
  EXPECT_TRUE(overlap.is_new(1, "same"));
  EXPECT_FALSE(overlap.is_new(2, "same"));
  EXPECT_FALSE(overlap.is_new(2, "same"));
  EXPECT_TRUE(overlap.is_new(2, "same"));
  EXPECT_FALSE(overlap.is_new(1, "same"));
}

TEST(Overlap, CountsEachLineOnceWhileTwoSessionsRunSideBySideInTurn) {
  Overlap overlap;
  int counted = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string line = "line " + std::to_string(i / 2);  // each line stands twice in the log
    for (const std::uint64_t session : {7U, 8U}) counted += overlap.is_new(session, line) ? 1 : 0;
  }
  EXPECT_EQ(counted, 1000);
}

TEST(Overlap, ForgetsTheOldestBeyondItsWindow) {
  Overlap overlap(10);
  for (int i = 0; i < 1000; ++i) overlap.is_new(1, "line " + std::to_string(i));
  EXPECT_EQ(overlap.size(), 10U);
  EXPECT_FALSE(overlap.is_new(2, "line 999"));
  EXPECT_FALSE(overlap.is_new(2, "line 990"));
  EXPECT_TRUE(overlap.is_new(2, "line 5"));
}

observe::Observation memory_at(const char* id, int second) {
  observe::MemorySample sample{.id = *DynoId::parse(id), .rss = Bytes::megabytes(300)};
  return {.at = Instant{} + seconds{second}, .dyno = DynoName("web.1"), .what = sample};
}

constexpr const char* one = "2f6ad1a0-0000-4000-8000-000000000001";
constexpr const char* other = "2f6ad1a0-0000-4000-8000-000000000002";

TEST(NewestSamples, LeavesOutOlderSamplesOfTheSameGenerationOnly) {
  NewestSamples newest;
  EXPECT_FALSE(newest.is_stale(memory_at(one, 100)));
  EXPECT_TRUE(newest.is_stale(memory_at(one, 80)));
  EXPECT_FALSE(newest.is_stale(memory_at(one, 100)));
  EXPECT_FALSE(newest.is_stale(memory_at(other, 80)));
}

TEST(NewestSamples, KeepsKindsApart) {
  NewestSamples newest;
  EXPECT_FALSE(newest.is_stale(memory_at(one, 100)));
  const observe::LoadSample load{.id = *DynoId::parse(one), .load_1m = 0.5};
  EXPECT_FALSE(newest.is_stale({.at = Instant{} + seconds{80}, .dyno = DynoName("web.1"), .what = load}));
  const observe::DynoError error{.code = 14};
  EXPECT_FALSE(newest.is_stale({.at = Instant{} + seconds{80}, .dyno = DynoName("web.1"), .what = error}));
}

TEST(NewestSamples, ForgetsWhatWasHeardLongestAgo) {
  NewestSamples newest(1);
  EXPECT_FALSE(newest.is_stale(memory_at(one, 100)));
  EXPECT_FALSE(newest.is_stale(memory_at(other, 200)));
  EXPECT_TRUE(newest.is_stale(memory_at(other, 190)));
  EXPECT_FALSE(newest.is_stale(memory_at(one, 50)));
}

}  // namespace
}  // namespace swapguard::intake
