#include "core/policy/policy.h"

#include <gtest/gtest.h>

namespace swapguard::policy {
namespace {

Instant at(const char* text) { return *parse_rfc3339(text); }

TEST(Limit, IsAShareOfTheQuotaOrAnAmount) {
  EXPECT_EQ(Limit::percent(90).of(Bytes::megabytes(1000)), Bytes::megabytes(900));
  EXPECT_EQ(Limit::percent(90).of(std::nullopt), std::nullopt);
  EXPECT_EQ(Limit::size(Bytes::megabytes(460)).of(std::nullopt), Bytes::megabytes(460));
  EXPECT_EQ(Limit::percent(92.5).text(), "92.5%");
  EXPECT_EQ(Limit::size(Bytes::megabytes(460)).text(), "460MB");
}

TEST(Sustained, PrintsAsItIsWritten) {
  EXPECT_EQ((Sustained{3, 3, {}}).text(), "3 samples");
  EXPECT_EQ((Sustained{1, 1, {}}).text(), "1 sample");
  EXPECT_EQ((Sustained{5, 15, {}}).text(), "5 of 15");
  EXPECT_EQ((Sustained{2, 64, minutes{1}}).text(), "1m");
}

TEST(MinHealthy, PercentIsRoundedUp) {
  EXPECT_EQ(MinHealthy{80.0}.of(10), 8);
  EXPECT_EQ(MinHealthy{80.0}.of(4), 4);
  EXPECT_EQ(MinHealthy{50.0}.of(3), 2);
  EXPECT_EQ(MinHealthy{2}.of(10), 2);
}

TEST(ProtectedWindow, EndsWhereItSays) {
  ProtectedWindow window;
  window.from = minutes{90};
  window.to = hours{3};
  EXPECT_EQ(window.holds_until(at("2026-05-11T01:30:00Z")), at("2026-05-11T03:00:00Z"));
  EXPECT_EQ(window.holds_until(at("2026-05-11T02:59:59Z")), at("2026-05-11T03:00:00Z"));
  EXPECT_EQ(window.holds_until(at("2026-05-11T03:00:00Z")), std::nullopt);
  EXPECT_EQ(window.holds_until(at("2026-05-11T01:29:59Z")), std::nullopt);
}

TEST(ProtectedWindow, MayPassMidnightAndKnowsItsDays) {
  ProtectedWindow window;
  window.from = hours{22};
  window.to = hours{2};
  window.days = 1U << 4;  // begins on Friday
  EXPECT_EQ(window.holds_until(at("2026-05-15T23:00:00Z")), at("2026-05-16T02:00:00Z"));
  EXPECT_EQ(window.holds_until(at("2026-05-16T01:00:00Z")), at("2026-05-16T02:00:00Z"));
  EXPECT_EQ(window.holds_until(at("2026-05-15T01:00:00Z")), std::nullopt);
  EXPECT_EQ(window.holds_until(at("2026-05-16T23:00:00Z")), std::nullopt);
}

TEST(ProtectedWindow, FollowsTheZone) {
  ProtectedWindow window;
  window.from = hours{2};
  window.to = hours{3};
  window.offsets = {{at("2025-10-26T01:00:00Z"), seconds{3600}}, {at("2026-03-29T01:00:00Z"), seconds{7200}}};
  EXPECT_EQ(window.holds_until(at("2026-01-10T01:10:00Z")), at("2026-01-10T02:00:00Z"));
  EXPECT_EQ(window.holds_until(at("2026-05-10T00:10:00Z")), at("2026-05-10T01:00:00Z"));
}

TEST(AppPolicy, GuardsTheAllowListAndNeverOneOffs) {
  AppPolicy policy;
  EXPECT_TRUE(policy.guards(ProcessType{"web"}));
  EXPECT_FALSE(policy.guards(ProcessType{"run"}));
  policy.types = {ProcessType{"web"}, ProcessType{"run"}};
  EXPECT_FALSE(policy.guards(ProcessType{"worker"}));
  EXPECT_FALSE(policy.guards(ProcessType{"run"}));
}

TEST(AppPolicy, RestartsCountAsFarBackAsBudgetAndCooldownsReach) {
  AppPolicy policy;
  EXPECT_EQ(policy.counts_back(), days{3});
  policy.budget_per = days{7};
  EXPECT_EQ(policy.counts_back(), days{7});
  policy.by_type[ProcessType{"worker"}].cooldown = days{14};
  EXPECT_EQ(policy.counts_back(), days{14});
}

}  // namespace
}  // namespace swapguard::policy
