#include "core/fleet/generation.h"

#include <gtest/gtest.h>

namespace swapguard::fleet {
namespace {

constexpr Bytes mb(std::int64_t count) { return Bytes::megabytes(count); }
const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

observe::MemorySample sample(int rss, int swap, int cache = 0, int quota = 512) {
  observe::MemorySample line;
  line.rss = mb(rss);
  line.swap = mb(swap);
  line.cache = mb(cache);
  line.total = mb(rss + swap + cache);
  line.quota = mb(quota);
  return line;
}

TEST(Generation, UsesRssAndSwapNeverDiskCache) {
  Generation generation{{}, start};
  EXPECT_TRUE(generation.take(sample(300, 12, 200), start));
  EXPECT_EQ(generation.used(), mb(312));
  EXPECT_EQ(generation.quota(), mb(512));
}

TEST(Generation, DropsLinesOlderThanTheNewest) {
  Generation generation{{}, start};
  EXPECT_TRUE(generation.take(sample(300, 0), start + seconds{20}));
  EXPECT_FALSE(generation.take(sample(500, 0), start));
  EXPECT_FALSE(generation.take(sample(500, 0), start + seconds{20}));
  EXPECT_EQ(generation.used(), mb(300));
}

TEST(Generation, PutsOneKeyALineTogether) {
  Generation generation{{}, start};
  observe::MemorySample rss, swap, total;
  rss.rss = mb(400);
  swap.swap = mb(30);
  total.total = mb(480);
  EXPECT_FALSE(generation.take(rss, start));
  EXPECT_TRUE(generation.take(swap, start + microseconds{300}));
  EXPECT_EQ(generation.used(), mb(430));
  EXPECT_FALSE(generation.take(total, start + seconds{20}));
  EXPECT_EQ(generation.used(), mb(430));
}

TEST(Generation, TakesTheTotalWhereNothingElseIsTold) {
  Generation generation{{}, start};
  observe::MemorySample total;
  total.total = mb(509);
  EXPECT_TRUE(generation.take(total, start));
  EXPECT_EQ(generation.used(), mb(509));
}

TEST(Generation, TheLinesQuotaWinsOverAnAssumedOne) {
  Generation generation{{}, start};
  generation.assume_quota(mb(1024));
  EXPECT_EQ(generation.quota(), mb(1024));
  generation.take(sample(300, 0), start);
  generation.assume_quota(mb(1024));
  EXPECT_EQ(generation.quota(), mb(512));
}

}  // namespace
}  // namespace swapguard::fleet
