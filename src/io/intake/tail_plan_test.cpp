// The log session's life under virtual time: renewed without gap or double count, patient with refusals,
// never fooled by silence, and frugal with calls.
#include "io/intake/tail_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/session_world.h"

namespace swapguard::intake {
namespace {

using namespace test;

std::size_t most_calls_in_an_hour(const std::vector<Instant>& calls) {
  std::size_t most = 0;
  for (std::size_t first = 0, last = 0; last < calls.size(); ++last) {
    while (calls[last] - calls[first] >= hours{1}) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

void expect_each_sample_once(const SessionWorld& world, Instant from) {
  for (const Instant at : world.said) {
    const auto found = world.counted.find(at);
    const int times = found == world.counted.end() ? 0 : found->second;
    ASSERT_LE(times, 1) << format_rfc3339(at);
    if (at >= from) {
      ASSERT_EQ(times, 1) << format_rfc3339(at);
    }
  }
}

void expect_changes_only(const std::vector<TailPlan::Report>& reports) {
  for (std::size_t i = 1; i < reports.size(); ++i) {
    const bool same =
        reports[i].flowing == reports[i - 1].flowing && reports[i].reason == reports[i - 1].reason;
    EXPECT_FALSE(same) << reports[i].reason;
  }
}

TEST(TailPlan, RenewsBeforeTheSessionEndsAndCountsEverySampleOnce) {
  SessionWorld world(1);
  world.run_until(midnight + hours{24});
  EXPECT_FALSE(world.spun);
  EXPECT_GE(world.calls.size(), 28U);  // every 50 minutes
  EXPECT_LE(world.calls.size(), 30U);
  EXPECT_EQ(world.streams_open_max, 2U);
  ASSERT_EQ(world.reports.size(), 1U);
  EXPECT_TRUE(world.reports[0].flowing);
  expect_each_sample_once(world, midnight);
}

TEST(TailPlan, ReopensTheOldUrlWhileItLives) {
  SessionWorld world(2);
  world.fault = Fault::resets;
  world.run_until(midnight + hours{1});
  EXPECT_LE(world.calls.size(), 14U);  // one in five minutes
  expect_each_sample_once(world, midnight + minutes{1});
}

TEST(TailPlan, FillsAGapWithHistory) {
  SessionWorld world(3);
  world.run_until(midnight + minutes{30});
  world.fault = Fault::server_error;  // sessions fail; the stream that lives is cut at the full hour
  world.run_until(midnight + minutes{90});
  EXPECT_FALSE(world.reports.back().flowing);
  EXPECT_EQ(world.reports.back().reason, "unreachable");
  world.fault = Fault::none;
  world.run_until(midnight + minutes{100});
  EXPECT_TRUE(world.reports.back().flowing);
  EXPECT_GT(world.lines_asked.back(), 150);
  expect_each_sample_once(world, midnight);
}

struct RefusalCase {
  Fault fault;
  std::string reason;
  std::size_t calls_most;  // in an hour
};

void PrintTo(const RefusalCase& refusal, std::ostream* out) { *out << refusal.reason; }

class Refused : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refused, IsReportedOnceRetriedSlowlyAndClosedOnRecovery) {
  SessionWorld world(4);
  world.fault = GetParam().fault;
  world.run_until(midnight + hours{1});
  ASSERT_EQ(world.reports.size(), 1U);
  EXPECT_FALSE(world.reports[0].flowing);
  EXPECT_EQ(world.reports[0].reason, GetParam().reason);
  EXPECT_LE(world.reported_at[0], midnight + minutes{1});
  EXPECT_LE(world.calls.size(), GetParam().calls_most);
  world.fault = Fault::none;
  world.run_until(midnight + hours{1} + minutes{6});
  ASSERT_EQ(world.reports.size(), 2U);
  EXPECT_TRUE(world.reports[1].flowing);
}

INSTANTIATE_TEST_SUITE_P(TailPlan, Refused,
                         testing::Values(RefusalCase{Fault::unauthorized, "refused_token", 12},
                                         RefusalCase{Fault::forbidden, "forbidden", 12},
                                         RefusalCase{Fault::not_found, "app_not_found", 12},
                                         RefusalCase{Fault::rate_limited, "rate_limited", 60},
                                         RefusalCase{Fault::server_error, "unreachable", 60}));

TEST(TailPlan, WaitsAsLongAsTheRateLimitSays) {
  TailPlan plan({}, 1);
  plan.wake(midnight);
  guard::ApiError error{
      .failure = guard::ApiFailure::rate_limited, .id = {}, .message = {}, .request_id = {}};
  error.retry_after = seconds{300};
  plan.session_refused(midnight, error);
  EXPECT_TRUE(plan.wake(midnight + seconds{299}).empty());
  EXPECT_EQ(plan.wake(midnight + seconds{300}).size(), 1U);
}

class Silent : public testing::TestWithParam<Fault> {};

TEST_P(Silent, StreamsAreSuspectAfterThreeIntervalsAndNeverLookAlive) {
  SessionWorld world(5);
  world.run_until(midnight + minutes{10});
  world.fault = GetParam();
  world.run_until(midnight + minutes{11} + seconds{1});
  ASSERT_EQ(world.reports.size(), 2U);
  EXPECT_EQ(world.reports[1].reason, "silent");
  world.run_until(midnight + hours{2});
  EXPECT_EQ(world.reports.size(), 2U);
  EXPECT_LE(most_calls_in_an_hour(world.calls), 20U);
  world.fault = Fault::none;
  world.run_until(midnight + hours{2} + minutes{3});
  EXPECT_TRUE(world.reports.back().flowing);
  world.run_until(midnight + hours{2} + minutes{10});
  expect_each_sample_once(world, midnight);
}

INSTANTIATE_TEST_SUITE_P(TailPlan, Silent, testing::Values(Fault::nul_only, Fault::half_open));

TEST(TailPlan, StaysQuietAboutAnAppThatSaysNothing) {
  SessionWorld world(6);
  world.run_until(midnight + minutes{10});
  world.samples_on = false;
  world.run_until(midnight + hours{10});
  EXPECT_EQ(world.reports.size(), 2U);
  EXPECT_LE(most_calls_in_an_hour(world.calls), 15U);
  world.samples_on = true;
  world.run_until(midnight + hours{10} + minutes{1});
  EXPECT_TRUE(world.reports.back().flowing);
}

TEST(TailPlan, SaysThatTheAppForbidsTailsAndTriesSeldom) {
  TailPlan plan({}, 1);
  plan.wake(midnight);
  plan.session_created(midnight, "url");
  plan.started(midnight, 1, 200);
  const auto actions = plan.tail_forbidden(midnight + seconds{1});
  ASSERT_EQ(actions.size(), 2U);
  EXPECT_EQ(std::get<TailPlan::Close>(actions[0]).stream, 1U);
  EXPECT_EQ(std::get<TailPlan::Report>(actions[1]).reason, "tail_forbidden");
  EXPECT_EQ(plan.wake_at(), midnight + seconds{1} + minutes{5});
}

// The day of the issue: another fault every few minutes, then peace.
TEST(TailPlan, SurvivesDaysOfFaultsWithAtMostAHundredCallsAnHour) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SessionWorld world(seed);
    std::mt19937_64 random(seed);
    while (world.now < midnight + hours{24}) {
      world.fault = static_cast<Fault>(random() % faults);
      world.run_until(world.now + minutes{1 + random() % 30});
      ASSERT_FALSE(world.spun) << seed;
    }
    world.fault = Fault::none;
    world.run_until(world.now + minutes{15});
    EXPECT_TRUE(world.reports.back().flowing) << seed;
    EXPECT_LE(most_calls_in_an_hour(world.calls), 60U) << seed;
    EXPECT_LE(world.streams_open_max, 2U);
    expect_changes_only(world.reports);
    expect_each_sample_once(world, midnight + minutes{31});
  }
}

}  // namespace
}  // namespace swapguard::intake
