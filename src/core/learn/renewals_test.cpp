#include "core/learn/renewals.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");

void watch(Renewals& renewals, Instant from, Instant to) {
  for (Instant at = from; at < to; at += minutes{5}) renewals.watched(at, at + minutes{5});
}

TEST(Renewals, ExpectsNoneUntilOneWasSeen) {
  Renewals renewals;
  watch(renewals, monday, monday + days{2});
  EXPECT_EQ(renewals.expected(monday + hours{10}, minutes{15}), 0);
}

TEST(Renewals, ExpectsThemAtTheTimesAtWhichTheyCome) {
  Renewals renewals;
  for (int day = 0; day < 4; ++day) {
    watch(renewals, monday + days{day}, monday + days{day + 1});
    renewals.renewed(monday + days{day} + hours{10});
  }
  const auto in_an_hour = [&](Instant at) { return 4 * renewals.expected(at, minutes{15}); };
  EXPECT_GT(in_an_hour(monday + days{4} + hours{10}), 0.15);
  EXPECT_EQ(in_an_hour(monday + days{4} + hours{20}), 0);
}

TEST(Renewals, WorkingDaysAndWeekendsAreApart) {
  Renewals renewals;
  watch(renewals, monday, monday + days{1});
  renewals.renewed(monday + hours{10});
  EXPECT_GT(renewals.expected(monday + days{1} + hours{10}, minutes{15}), 0);
  EXPECT_EQ(renewals.expected(monday + days{5} + hours{10}, minutes{15}), 0);
}

TEST(Renewals, AGapInTheLogIsNoTimeWatched) {
  Renewals renewals;
  renewals.renewed(monday + hours{10});
  const double before = renewals.expected(monday + hours{10}, minutes{15});
  renewals.watched(monday + hours{2}, monday + hours{10});
  EXPECT_EQ(renewals.expected(monday + hours{10}, minutes{15}), before);
}

}  // namespace
}  // namespace swapguard::learn
