#include <gtest/gtest.h>

#include "core/guard/foresight.h"
#include "core/policy/rules.h"

namespace swapguard::guard {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");
const DynoName web{"web.1"};

// A dyno of 1000 MB that grows by so many an hour.
struct Grower {
  fleet::Fleet fleet;
  Foresight foresight;
  policy::TypePolicy policy;
  double hourly = 0;
  int requests = 0;  // a reading
  DynoId id = *DynoId::parse("01234567-89ab-cdef-0123-456789abcdef");

  explicit Grower(double megabytes_an_hour) : hourly(megabytes_an_hour) {
    policy.restart_at = policy::Limit::percent(90);
  }
  void run(Instant from, Instant to) {
    for (Instant at = from; at < to; at += seconds{20}) {
      observe::MemorySample line;
      line.id = id;
      line.rss = Bytes::megabytes(400) +
                 Bytes::hundredths(static_cast<std::int64_t>(hourly * to_seconds(at - monday) / 3600 * 100));
      line.swap = Bytes{0};
      line.quota = Bytes::megabytes(1000);
      const auto taken = fleet.take_sample(web, line, at);
      if (taken.fresh) fleet.place(web)->find(id)->born(monday);
      for (int i = 0; i < requests; ++i) foresight.request(at);
      foresight.look({fleet, *taken.place, *taken.generation, policy, at}, std::nullopt);
    }
  }
  std::optional<Foresight::Told> told() const { return foresight.told(*fleet.find(web), id); }
};

TEST(Foretelling, ALeakIsForetoldToItsLimitAndItsQuota) {
  Grower grower(40);
  grower.run(monday, monday + hours{8});
  const auto told = grower.told();
  ASSERT_TRUE(told && told->limit && told->quota);
  EXPECT_NEAR(told->growth.an_hour(0) * 900, 40, 4);
  EXPECT_NEAR(to_seconds(told->limit->likely - monday) / 3600, 12.5, 0.7);
  EXPECT_NEAR(to_seconds(told->quota->likely - monday) / 3600, 15, 0.9);
  EXPECT_LT(told->limit->earliest, told->limit->likely);
}

TEST(Foretelling, WhatRestsHasNoForecast) {
  Grower grower(0);
  grower.run(monday, monday + hours{6});
  const auto told = grower.told();
  ASSERT_TRUE(told);
  EXPECT_FALSE(told->limit || told->quota);
}

TEST(Foretelling, NothingIsForetoldOfTheFirstHour) {
  Grower grower(50);
  grower.run(monday, monday + minutes{50});
  EXPECT_FALSE(grower.told() && grower.told()->limit) << "what fills a heap looks the same";
}

TEST(Foretelling, AFastLeakIsKnownBeforeTheTrafficIs) {
  Grower grower(300);
  grower.requests = 8;
  grower.run(monday, monday + minutes{45});
  const auto told = grower.told();
  ASSERT_TRUE(told && told->quota);
  EXPECT_NEAR(told->growth.an_hour(told->usual_rate) * 900, 300, 45);
  EXPECT_NEAR(to_seconds(told->quota->likely - monday) / 60, 120, 15);
}

TEST(Foretelling, ItIsToldWhateverTheMomentOfTheRestartIs) {
  Grower grower(50);
  grower.policy.quiet_moment = false;
  grower.run(monday, monday + hours{8});
  ASSERT_TRUE(grower.told());
  EXPECT_TRUE(grower.told()->limit);
}

}  // namespace
}  // namespace swapguard::guard
