// Samples are kept once, become minutes that keep their extremes, and are forgotten in time.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;

constexpr std::int64_t mb(Bytes bytes) { return bytes.count >> 20; }

std::vector<StoredSample> all_samples(SqlHistory& history) {
  return history.samples(acme, Instant{}, Instant::max()).value();
}

std::size_t raw_rows(SqlHistory& history) {
  int rows = 0;
  history.database().sql() << "select count(*) from samples", soci::into(rows);
  return static_cast<std::size_t>(rows);
}

TEST(Samples, AreStoredOnceAndComeBackInOrder) {
  auto history = open_history();
  auto no_quota = sample("web.2", 2, noon, 90, 1);
  no_quota.quota.reset();
  ASSERT_TRUE(history->append({}, {sample("web.1", 1, noon + seconds{20}, 300), no_quota,
                                   sample("web.1", 1, noon, 290), sample("web.1", 1, noon, 999)}));
  ASSERT_TRUE(history->append({}, {sample("web.1", 1, noon, 999)}));
  const auto found = all_samples(*history);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].dyno.text, "web.1");
  EXPECT_EQ(mb(found[0].used_min), 290);
  EXPECT_EQ(mb(found[0].used_max), 290);
  EXPECT_EQ(found[0].quota, Bytes::megabytes(512));
  EXPECT_EQ(found[1].id, dyno_id(2));
  EXPECT_EQ(found[1].quota, std::nullopt);
  EXPECT_EQ(mb(found[1].swap_max), 1);
  EXPECT_EQ(found[2].at, noon + seconds{20});

  EXPECT_EQ(history->samples(acme, noon + seconds{1}, noon + seconds{20})->size(), 0U) << "`to` is not in it";
  EXPECT_EQ(history->samples(acme, noon, noon + seconds{20})->size(), 2U);
  EXPECT_TRUE(history->samples(AppName("other"), Instant{}, Instant::max())->empty());
}

TEST(Samples, BecomeMinutesThatKeepTheirExtremes) {
  auto history = open_history();
  std::vector<StoredSample> old;
  for (int i = 0; i < 6; ++i)
    old.push_back(sample("web.1", 1, noon + seconds{20 * i}, 300 + i, i == 4 ? 77 : 0));
  old.push_back(sample("web.1", 2, noon + seconds{5}, 100));  // the next generation in the same minute
  old.push_back(sample("web.1", 1, noon + days{2} + minutes{10}, 400));
  ASSERT_TRUE(history->append({}, old));
  ASSERT_TRUE(history->tidy_up(noon + days{2} + minutes{2}, {}));

  EXPECT_EQ(raw_rows(*history), 1U);
  const auto found = all_samples(*history);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].at, noon);
  EXPECT_EQ(found[0].samples, 3);
  EXPECT_EQ(mb(found[0].used_min), 300);
  EXPECT_EQ(mb(found[0].used_mean), 301);
  EXPECT_EQ(mb(found[0].used_max), 302);
  EXPECT_EQ(found[1].id, dyno_id(2));
  EXPECT_EQ(found[1].samples, 1);
  EXPECT_EQ(found[2].at, noon + minutes{1});
  EXPECT_EQ(mb(found[2].used_max), 305);
  EXPECT_EQ(mb(found[2].swap_max), 77);
  EXPECT_EQ(found[3].samples, 1);
  EXPECT_EQ(mb(found[3].used_max), 400);
}

TEST(Samples, TheMinuteThatIsHalfPastRawStaysRaw) {
  auto history = open_history();
  ASSERT_TRUE(history->append(
      {}, {sample("web.1", 1, noon + seconds{10}, 1), sample("web.1", 1, noon + seconds{50}, 2)}));
  ASSERT_TRUE(history->tidy_up(noon + days{2} + seconds{30}, {}));
  EXPECT_EQ(raw_rows(*history), 2U);
}

TEST(Samples, ALateSampleIsAddedToItsMinute) {
  auto history = open_history();
  const Instant now = noon + days{3};
  ASSERT_TRUE(
      history->append({}, {sample("web.1", 1, noon, 300), sample("web.1", 1, noon + seconds{20}, 320)}));
  ASSERT_TRUE(history->tidy_up(now, {}));
  ASSERT_TRUE(history->append({}, {sample("web.1", 1, noon + seconds{40}, 400, 9)}));
  ASSERT_TRUE(history->tidy_up(now, {}));
  const auto found = all_samples(*history);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].samples, 3);
  EXPECT_EQ(mb(found[0].used_min), 300);
  EXPECT_EQ(mb(found[0].used_mean), 340);
  EXPECT_EQ(mb(found[0].used_max), 400);
  EXPECT_EQ(mb(found[0].swap_max), 9);
}

TEST(Samples, WhatIsPastItsTimeIsForgotten) {
  auto history = open_history();
  ASSERT_TRUE(history->append(
      {entry(guard::Kind::held, "web.1", noon), entry(guard::Kind::held, "web.1", noon + days{1})},
      {sample("web.1", 1, noon, 300)}));
  for (const char* decision : {"d-over", "d-open"}) {
    ASSERT_EQ(history->claim(restart(decision, decision[2] == 'o' && decision[3] == 'v' ? 1 : 2)).value(),
              Answer::granted);
  }
  ASSERT_TRUE(history->set_state(acme, DecisionId("d-over"), RestartState::restarted, noon));
  ASSERT_TRUE(history->tidy_up(noon + days{30}, {}));
  EXPECT_EQ(all_samples(*history).size(), 1U);
  ASSERT_TRUE(history->tidy_up(noon + days{30} + minutes{1}, {}));
  EXPECT_TRUE(all_samples(*history).empty());

  ASSERT_TRUE(history->tidy_up(noon + days{90} + hours{1}, {}));
  EXPECT_EQ(history->journal({})->size(), 1U);
  const auto restarts = history->restarts(acme, Instant{}).value();
  ASSERT_EQ(restarts.size(), 1U) << "what is not over is never forgotten";
  EXPECT_EQ(restarts[0].decision.text, "d-open");
}

// More rows than one step takes: each call does a bounded part, all of it is done in the end.
TEST(Samples, TidyingUpManyRowsTakesSteps) {
  auto history = open_history();
  std::vector<StoredSample> many;
  for (std::uint32_t dyno = 1; dyno <= 50; ++dyno) {
    for (int i = 0; i < 1000; ++i) {
      many.push_back(sample("web." + std::to_string(dyno), dyno, noon + seconds{20 * i}, 300 + i % 7));
    }
  }
  ASSERT_TRUE(history->append({}, many));
  ASSERT_TRUE(history->tidy_up(noon + days{3}, {}));
  EXPECT_EQ(raw_rows(*history), 0U);
  int seen = 0;
  for (const StoredSample& minute : all_samples(*history)) seen += minute.samples;
  EXPECT_EQ(seen, 50'000);
  ASSERT_TRUE(history->tidy_up(noon + days{60}, {}));
  EXPECT_TRUE(all_samples(*history).empty());
}

// Apps in which little is old are no reason to leave the others; what is too much for a call is gone on with.
TEST(Samples, TidyingUpComesToEveryApp) {
  auto history = open_history();
  std::vector<StoredSample> many;
  for (int app = 10; app < 60; ++app) {
    many.push_back(sample("web.1", 1, noon, 300));
    many.back().app = AppName("app-" + std::to_string(app));
  }
  ASSERT_TRUE(history->append({}, many));
  const Instant later = noon + days{3};
  for (std::size_t left = 50; left > 0; left -= 10) {
    EXPECT_EQ(raw_rows(*history), left);
    EXPECT_FALSE(history->tidy_up(later, {.rows_a_call = 10}).value());
  }
  EXPECT_EQ(raw_rows(*history), 0U);
  EXPECT_TRUE(history->tidy_up(later, {.rows_a_call = 10}).value());
  EXPECT_EQ(history->samples(AppName("app-59"), Instant{}, Instant::max())->size(), 1U) << "as a minute";
}

RC_GTEST_PROP(SamplesProperty, RollingUpLosesNoSampleAndNoExtreme, ()) {
  auto history = open_history();
  std::map<std::pair<std::uint32_t, Instant>, std::int64_t> model;
  for (const auto& [generation, second, used] :
       *rc::gen::container<std::vector<std::tuple<std::uint32_t, int, int>>>(rc::gen::tuple(
           rc::gen::inRange<std::uint32_t>(1, 4), rc::gen::inRange(0, 600), rc::gen::inRange(0, 900)))) {
    const Instant at = noon + seconds{second};
    model.try_emplace({generation, at}, used);
    RC_ASSERT(history->append({}, {sample("web.1", generation, at, used)}).has_value());
  }
  const Instant now = noon + days{2} + seconds{*rc::gen::inRange(-60, 700)};
  RC_ASSERT(history->tidy_up(now, {}).has_value());
  const auto found = all_samples(*history);
  std::size_t counted = 0;
  std::int64_t greatest = -1;
  std::int64_t least = 1'000'000;
  for (const StoredSample& one : found) {
    counted += static_cast<std::size_t>(one.samples);
    greatest = std::max(greatest, mb(one.used_max));
    least = std::min(least, mb(one.used_min));
    RC_ASSERT(one.used_min <= one.used_mean);
    RC_ASSERT(one.used_mean <= one.used_max);
  }
  RC_ASSERT(counted == model.size());
  if (model.empty()) return;
  const auto by_used = [](const auto& a, const auto& b) { return a.second < b.second; };
  RC_ASSERT(greatest == std::max_element(model.begin(), model.end(), by_used)->second);
  RC_ASSERT(least == std::min_element(model.begin(), model.end(), by_used)->second);
}

TEST(Samples, PeaksAreTheHighestOfEachSpanAlsoAcrossTheRollUp) {
  auto history = open_history();
  ASSERT_TRUE(history->append(
      {}, {sample("web.1", 1, noon - days{4}, 300), sample("web.1", 1, noon, 400),
           sample("web.1", 1, noon + minutes{4}, 450), sample("web.1", 1, noon + minutes{10}, 200),
           sample("web.2", 2, noon + minutes{1}, 100)}));
  ASSERT_TRUE(history->tidy_up(noon + minutes{11}, {}));
  const auto peaks = history->peaks(acme, noon - days{5}, minutes{10}).value();
  ASSERT_EQ(peaks.size(), 4U);
  EXPECT_EQ(peaks[0].used, Bytes::megabytes(300));
  EXPECT_EQ(peaks[1].used, Bytes::megabytes(450));
  EXPECT_EQ(peaks[1].at, noon);
  EXPECT_EQ(peaks[1].quota, Bytes::megabytes(512));
  EXPECT_EQ(peaks[2].used, Bytes::megabytes(200));
  EXPECT_EQ(peaks[3].dyno.text, "web.2");
  EXPECT_TRUE(history->peaks(AppName("other"), noon - days{5}, minutes{10})->empty());
}

}  // namespace
}  // namespace swapguard::history
