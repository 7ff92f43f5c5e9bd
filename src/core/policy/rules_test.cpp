#include "core/policy/rules.h"

#include <gtest/gtest.h>

namespace swapguard::policy {
namespace {

const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

fleet::Generation generation_of(std::initializer_list<double> used, int quota = 512) {
  fleet::Generation generation{{}, start};
  int index = 0;
  for (double value : used) {
    observe::MemorySample line;
    line.rss = Bytes::hundredths(static_cast<std::int64_t>(std::min<double>(value, quota) * 100));
    line.swap = Bytes::hundredths(static_cast<std::int64_t>(std::max<double>(value - quota, 0) * 100));
    line.quota = Bytes::megabytes(quota);
    generation.take(line, start + seconds{20} * index++);
  }
  return generation;
}

TypePolicy at_ninety() {
  TypePolicy policy;
  policy.restart_at = Limit::percent(90);
  return policy;
}

std::string cause(const fleet::Generation& generation, const TypePolicy& policy,
                  const fleet::Formation* formation = nullptr) {
  const auto want = wanted(generation, formation, policy);
  return want ? std::string(to_text(want->cause)) : "none";
}

TEST(Rules, TheLimitMustBePassedForAsLongAsAsked) {
  TypePolicy policy = at_ninety();
  EXPECT_EQ(cause(generation_of({470, 470}), policy), "none");
  EXPECT_EQ(cause(generation_of({470, 470, 470}), policy), "over_limit");
  EXPECT_EQ(cause(generation_of({470, 400, 470}), policy), "none");
  policy.sustained = {2, 3, {}};
  EXPECT_EQ(cause(generation_of({470, 400, 470}), policy), "over_limit");
  EXPECT_EQ(cause(generation_of({470, 470, 400}), policy), "none") << "the newest must be over";
  policy.sustained = {1, 64, seconds{60}};
  EXPECT_EQ(cause(generation_of({470, 470, 470}), policy), "none");
  EXPECT_EQ(cause(generation_of({470, 470, 470, 470}), policy), "over_limit");
}

TEST(Rules, TheLimitMayBeAnAmount) {
  TypePolicy policy = at_ninety();
  policy.restart_at = Limit::size(Bytes::megabytes(300));
  EXPECT_EQ(cause(generation_of({310, 310, 310}), policy), "over_limit");
  EXPECT_EQ(cause(generation_of({290, 290, 290}), policy), "none");
}

TEST(Rules, UrgentNeedsTwoSamples) {
  TypePolicy policy = at_ninety();
  EXPECT_EQ(cause(generation_of({400, 650}), policy), "none");
  EXPECT_EQ(cause(generation_of({640, 650}), policy), "urgent");
}

TEST(Rules, TheForecastActsAhead) {
  TypePolicy policy = at_ninety();
  policy.restart_at = Limit::percent(99);
  fleet::Generation generation{{}, start};
  for (int i = 0; i < 60; ++i) {
    observe::MemorySample line;
    line.rss = Bytes::hundredths(static_cast<std::int64_t>((400 + i * 1.5) * 100));
    line.swap = Bytes{0};
    line.quota = Bytes::megabytes(512);
    generation.take(line, start + seconds{20} * i);
  }
  EXPECT_EQ(cause(generation, policy), "none");
  policy.ahead = minutes{10};  // 490 MB and 4.5 MB a minute: five minutes left
  EXPECT_EQ(cause(generation, policy), "forecast");
}

TEST(Rules, PrebootAddsItsWindowOfLead) {
  TypePolicy policy = at_ninety();
  policy.restart_at = Limit::percent(99);
  fleet::Generation generation{{}, start};
  for (int i = 0; i < 60; ++i) {
    observe::MemorySample line;
    line.rss = Bytes::hundredths(static_cast<std::int64_t>((400 + i * 1.7) * 100));
    line.swap = Bytes{0};
    line.quota = Bytes::megabytes(512);
    generation.take(line, start + seconds{20} * i);
  }
  fleet::Formation formation;
  EXPECT_EQ(cause(generation, policy, &formation), "none");
  formation.preboot = true;
  EXPECT_EQ(cause(generation, policy, &formation), "forecast");
}

TEST(Rules, SwapGrowthLooksOnlyOverTheQuota) {
  TypePolicy policy = at_ninety();
  policy.restart_at = Limit::percent(150);
  policy.swap_growth = Bytes::megabytes(20);
  EXPECT_EQ(cause(generation_of({520, 530, 540, 550}), policy), "swap_growth");
  EXPECT_EQ(cause(generation_of({550, 550, 550, 550}), policy), "none");
}

TEST(Rules, R14CountsOnlyWhereMetricsDoNotReachUs) {
  TypePolicy policy = at_ninety();
  fleet::Place place{DynoName{"web.1"}};
  place.listed({}, start - hours{1}, start);
  const Instant later = start + minutes{10};
  for (int i = 0; i < 3; ++i) place.over_quota(later + seconds{20} * i);
  const Instant at = later + seconds{40};
  ASSERT_TRUE(wanted_by_r14(place, policy, at));
  policy.r14_count = 4;
  EXPECT_FALSE(wanted_by_r14(place, policy, at));
  policy.r14_count = 0;
  EXPECT_FALSE(wanted_by_r14(place, policy, at));
}

TEST(Rules, R14OfTwoInOnePlaceMayBeTheOlderOnes) {
  fleet::Place place{DynoName{"web.1"}};
  DynoId old, fresh;
  old.octets[15] = 1;
  fresh.octets[15] = 2;
  observe::MemorySample line;
  line.rss = Bytes::megabytes(600);
  line.swap = Bytes{0};
  place.generation(old, start).take(line, start);
  place.listed(fresh, start + seconds{10}, start + seconds{10});
  for (int i = 1; i <= 3; ++i) place.over_quota(start + seconds{20} * i);
  const Instant at = start + seconds{60};
  ASSERT_EQ(place.current(at)->id(), fresh);
  EXPECT_FALSE(wanted_by_r14(place, at_ninety(), at));
}

TEST(Rules, WhereAKillComesAtTheQuotaTheLimitStandsBeforeIt) {
  const TypePolicy usual;
  fleet::Formation fir;
  fir.kill_at = 1.0;
  const auto at_ninety_one = generation_of({466, 466, 466});
  EXPECT_EQ(cause(at_ninety_one, usual), "none");
  EXPECT_EQ(cause(at_ninety_one, usual, &fir), "over_limit");
  EXPECT_EQ(wanted(at_ninety_one, &fir, usual)->before_kill, 90);
  EXPECT_EQ(cause(generation_of({490, 490}), usual, &fir), "urgent");
  TypePolicy lower;
  lower.restart_at = Limit::percent(80);
  EXPECT_FALSE(wanted(at_ninety_one, &fir, lower)->before_kill) << "already before it";
  TypePolicy amount;
  amount.restart_at = Limit::size(Bytes::megabytes(500));
  EXPECT_EQ(cause(at_ninety_one, amount, &fir), "none") << "an amount is meant as it stands";
}

}  // namespace
}  // namespace swapguard::policy
