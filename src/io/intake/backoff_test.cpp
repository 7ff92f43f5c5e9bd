// Waiting between tries, and the bound on API calls.
#include "io/intake/backoff.h"

#include <gtest/gtest.h>

#include <set>

#include "io/intake/call_pace.h"

namespace swapguard::intake {
namespace {

TEST(Backoff, WaitsAnywhereUpToACeilingThatDoublesAndStaysAtTheMost) {
  Backoff backoff(seconds{1}, minutes{1}, 7);
  for (int tries = 0; tries < 2000; ++tries) {
    const Duration ceiling = tries < 6 ? seconds{1 << tries} : Duration{minutes{1}};
    const Duration wait = backoff.next();
    EXPECT_GE(wait, Duration{0});
    EXPECT_LE(wait, ceiling) << tries;
  }
}

TEST(Backoff, UsesTheWholeRangeSoThatManyWatchersDoNotComeBackAtOnce) {
  std::set<std::int64_t> tenths;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Backoff backoff(seconds{1}, minutes{1}, seed);
    tenths.insert(backoff.next() / milliseconds{100});
  }
  EXPECT_GE(tenths.size(), 10U);
}

TEST(Backoff, BeginsAgainAfterAReset) {
  Backoff backoff(seconds{1}, minutes{1}, 3);
  for (int i = 0; i < 10; ++i) backoff.next();
  EXPECT_EQ(backoff.tries(), 10);
  backoff.reset();
  EXPECT_LE(backoff.next(), Duration{seconds{1}});
}

TEST(Backoff, IsTheSameForTheSameSeed) {
  Backoff one(seconds{1}, minutes{1}, 42);
  Backoff other(seconds{1}, minutes{1}, 42);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(one.next(), other.next());
}

TEST(CallPace, AllowsABurstThenOnePerInterval) {
  CallPace pace(seconds{90}, 20);
  const Instant start = Instant{} + hours{1000};
  int calls = 0;
  for (Instant now = start; now < start + hours{1}; now += seconds{1}) {
    if (now < pace.next()) continue;
    pace.take(now);
    ++calls;
    if (calls == 20) {
      EXPECT_EQ(now, start + seconds{19});
    }
  }
  EXPECT_GE(calls, 59);
  EXPECT_LE(calls, 60);
}

}  // namespace
}  // namespace swapguard::intake
