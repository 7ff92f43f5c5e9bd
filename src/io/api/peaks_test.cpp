#include "io/api/peaks.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const AppName acme("acme");
const DynoName web("web.1");
const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");  // a span begins

history::StoredSample sample(Instant at, std::int64_t used, std::optional<std::int64_t> quota = 512) {
  history::StoredSample made{.app = acme, .dyno = web, .at = at, .used_max = Bytes::megabytes(used)};
  if (quota) made.quota = Bytes::megabytes(*quota);
  return made;
}

TEST(Peaks, KeepsTheHighestOfEachSpan) {
  Peaks peaks;
  peaks.take(sample(noon, 128));
  peaks.take(sample(noon + minutes{1}, 256));
  peaks.take(sample(noon + minutes{2}, 64));
  peaks.take(sample(noon + State::span, 64));
  const auto percents = peaks.of(acme, web, noon + State::span);
  ASSERT_EQ(percents.size(), State::spans);
  EXPECT_EQ(percents[State::spans - 1], 12.5);
  EXPECT_EQ(percents[State::spans - 2], 50);
  EXPECT_EQ(percents[State::spans - 3], std::nullopt);
}

TEST(Peaks, OldSpansAreGone) {
  Peaks peaks;
  peaks.take(sample(noon, 256));
  const auto later = peaks.of(acme, web, noon + hours{6});
  EXPECT_TRUE(std::all_of(later.begin(), later.end(), [](const auto& each) { return !each; }));
  peaks.take(sample(noon + hours{6}, 128));
  EXPECT_EQ(peaks.of(acme, web, noon + hours{6}).back(), 25) << "the same place in the ring, used again";
}

TEST(Peaks, ANullQuotaGivesNoPercent) {
  Peaks peaks;
  peaks.take(sample(noon, 256, std::nullopt));
  peaks.take(sample(noon, 256, 0));
  EXPECT_EQ(peaks.of(acme, web, noon).back(), std::nullopt);
}

TEST(Peaks, WhatTheHistoryRemembersGoesBeneathWhatIsSeen) {
  Peaks peaks;
  peaks.take(sample(noon, 256));
  peaks.take(acme, {{web, noon, Bytes::megabytes(64), Bytes::megabytes(512)},
                    {web, noon - State::span, Bytes::megabytes(512), Bytes::megabytes(512)}});
  const auto percents = peaks.of(acme, web, noon);
  EXPECT_EQ(percents[State::spans - 1], 50);
  EXPECT_EQ(percents[State::spans - 2], 100);
}

TEST(Peaks, PlacesAreBoundedAndForgotten) {
  Peaks peaks;
  for (std::size_t i = 0; i <= Peaks::places_max; ++i) {
    auto one = sample(noon, 256);
    one.dyno = DynoName("web." + std::to_string(i + 1));
    peaks.take(one);
  }
  const DynoName last("web." + std::to_string(Peaks::places_max + 1));
  EXPECT_EQ(peaks.of(acme, last, noon).back(), std::nullopt);
  peaks.forget(noon + hours{7});
  auto one = sample(noon + hours{7}, 256);
  one.dyno = last;
  peaks.take(one);
  EXPECT_EQ(peaks.of(acme, last, noon + hours{7}).back(), 50);
}

}  // namespace
}  // namespace swapguard::api
