#include <gtest/gtest.h>

#include "core/guard/foresight.h"

namespace swapguard::guard {
namespace {

const Instant midnight = *parse_rfc3339("2026-05-11T00:00:00Z");

// An app of one web dyno, whose requests come ten times as fast from eight to twenty hours.
struct Day {
  fleet::Fleet fleet;
  Foresight foresight;
  policy::TypePolicy policy;
  const fleet::Place* place = nullptr;
  Instant now = midnight;

  Day() { sample(); }
  void sample() {
    observe::MemorySample line;
    line.rss = Bytes::megabytes(200);
    line.swap = Bytes{0};
    line.quota = Bytes::megabytes(512);
    const auto taken = fleet.take_sample(DynoName{"web.1"}, line, now);
    place = taken.place;
    foresight.look({fleet, *place, *taken.generation, policy, now}, std::nullopt);
  }
  void run(Duration time) {
    for (const Instant end = now + time; now < end; now += minutes{1}) {
      const Duration hour = (now - midnight) % days{1};
      const int requests = hour >= hours{8} && hour < hours{20} ? 20 : 2;
      for (int i = 0; i < requests; ++i) foresight.request(now + seconds{i});
      sample();
    }
  }
};

TEST(Hurting, TheQuietestHourIsKnownAfterADay) {
  Day day;
  day.run(hours{20});
  EXPECT_FALSE(day.foresight.hurts_by_hour(day.fleet, *day.place, day.now));
  day.run(days{3} - hours{6});
  const auto busy = day.foresight.hurts_by_hour(day.fleet, *day.place, day.now);  // 14:00
  ASSERT_TRUE(busy);
  EXPECT_GT(busy->now, 5 * busy->quietest);
  EXPECT_GT(busy->now, 20.0 / 60 * 20) << "twenty seconds of its requests at least";
  day.run(hours{14});
  const auto quiet = day.foresight.hurts_by_hour(day.fleet, *day.place, day.now);  // 04:00
  ASSERT_TRUE(quiet);
  EXPECT_LT(quiet->now, 2 * quiet->quietest);
  EXPECT_NEAR(quiet->quietest, busy->quietest, 0.5 * busy->quietest);
}

TEST(Hurting, IsToldInSecondsOfRequestsAndKnownBeforeTheTrafficIs) {
  Day day;
  EXPECT_EQ(day.foresight.restart_hurts(day.fleet, *day.place, day.now).now, 30) << "as if it were";
  day.run(days{2} + hours{14});
  const auto hurts = day.foresight.restart_hurts(day.fleet, *day.place, day.now);
  const auto requests = day.foresight.hurts_by_hour(day.fleet, *day.place, day.now);
  ASSERT_TRUE(requests);
  EXPECT_NEAR(hurts.now * 20 / 60, requests->now, 0.15 * requests->now);
  EXPECT_LE(hurts.after_burst, hurts.now);
}

TEST(Hurting, WhatBootsTwiceAsLongAsIsUsualHurtsTwiceAsMuch) {
  Day day;
  day.run(days{2} + hours{14});
  const auto requests = [&] { return day.foresight.hurts_by_hour(day.fleet, *day.place, day.now)->now; };
  const double before = requests();
  day.foresight.boots(ProcessType{"web"}, minutes{1});
  EXPECT_NEAR(requests(), 2 * before, 0.05 * before);
  day.foresight.boots(ProcessType{"web"}, seconds{3});
  EXPECT_LT(requests(), before / 4);
}

}  // namespace
}  // namespace swapguard::guard
