// What is drawn of an app: maxima survive every step, lives stay apart, rare marks stand beside frequent
// ones.
#include <map>

#include "io/history/schema.h"
#include "io/history/spans.h"
#include "io/history/testing.h"

namespace swapguard::history {
namespace {

using namespace testing;
using guard::Kind;

PictureQuery query_of(Duration step, Instant from = noon - hours{2}, Instant to = noon + hours{26}) {
  return {.app = acme, .dyno = {}, .from = from, .to = to, .step = step, .lanes = {}};
}

// A day of web.1, a sample each 20 s at 200 MB, with one peak of `peak` MB.
std::vector<StoredSample> day_with_peak(Instant peak_at, std::int64_t peak) {
  std::vector<StoredSample> samples;
  for (Instant at = noon; at < noon + days{1}; at += seconds{20}) {
    const bool is_peak = at <= peak_at && peak_at < at + seconds{20};
    samples.push_back(sample("web.1", 1, at, is_peak ? peak : 200, is_peak ? 40 : 0));
  }
  return samples;
}

TEST(Picture, OnePeakOfADayShowsAtEveryStep) {
  const auto history = open_history();
  ASSERT_TRUE(history->append({}, day_with_peak(noon + hours{7}, 460)));
  for (const Duration step :
       {Duration(seconds{20}), Duration(minutes{1}), Duration(minutes{5}), Duration(minutes{10}),
        Duration(minutes{30}), Duration(hours{1}), Duration(hours{2}), Duration(hours{6})}) {
    const auto picture = history->picture(query_of(step));
    ASSERT_TRUE(picture);
    ASSERT_EQ(picture->curves.size(), 1U);
    int peaks = 0;
    for (const auto& each : picture->curves[0].steps) {
      EXPECT_EQ(each.at.time_since_epoch() % step, Duration{});
      if (each.used < Bytes::megabytes(460)) continue;
      ++peaks;
      EXPECT_EQ(each.swap, Bytes::megabytes(40));
      EXPECT_LE(each.at, noon + hours{7});
      EXPECT_GT(each.at + step, noon + hours{7});
    }
    EXPECT_EQ(peaks, 1) << format_duration(step);
  }
}

TEST(Picture, EachLifeIsACurveOfItsOwn) {
  const auto history = open_history();
  ASSERT_TRUE(history->append(
      {}, {sample("web.2", 3, noon, 100), sample("web.1", 1, noon, 400),
           sample("web.1", 2, noon + minutes{1}, 120), sample("web.1", 1, noon - minutes{9}, 390)}));
  for (const Duration step : {Duration(seconds{20}), Duration(minutes{5})}) {
    const auto picture = history->picture(query_of(step));
    ASSERT_TRUE(picture);
    ASSERT_EQ(picture->curves.size(), 3U);
    EXPECT_EQ(picture->curves[0].id, dyno_id(1));
    EXPECT_EQ(picture->curves[0].steps.size(), 2U);
    EXPECT_EQ(picture->curves[1].id, dyno_id(2));
    EXPECT_EQ(picture->curves[2].dyno, DynoName("web.2"));
  }
  auto one = query_of(minutes{5});
  one.dyno = DynoName("web.2");
  EXPECT_EQ(history->picture(one)->curves.size(), 1U);
}

TEST(Picture, MinutesOfOldSamplesAreReadToo) {
  const auto history = open_history();
  ASSERT_TRUE(history->append({}, day_with_peak(noon + hours{7}, 460)));
  ASSERT_TRUE(history->tidy_up(noon + days{3}, {}));
  const auto picture = history->picture(query_of(minutes{1}));
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->curves.at(0).steps.size(), 24U * 60U);
}

TEST(Picture, WhatIsPastItsTimeIsForgotten) {
  const auto history = open_history();
  ASSERT_TRUE(history->append({}, {sample("web.1", 1, noon, 400)}));
  ASSERT_TRUE(history->append({{.app = acme, .at = noon, .requests = 1}}));
  ASSERT_TRUE(history->tidy_up(noon + days{29}, {}));
  EXPECT_FALSE(history->picture(query_of(hours{2}))->curves.empty());
  ASSERT_TRUE(history->tidy_up(noon + days{31}, {}));
  EXPECT_TRUE(history->picture(query_of(hours{2}))->curves.empty());
  EXPECT_TRUE(history->picture(query_of(hours{2}))->responses.empty());
}

TEST(Picture, MinutesOfRequestsAddUp) {
  const auto history = open_history();
  ASSERT_TRUE(history->append({{acme, noon, 10, 1, 120.0}, {acme, noon + minutes{1}, 20, 0, 300.5}}));
  ASSERT_TRUE(history->append({{acme, noon, 5, 2, {}}}));  // what came after a new start
  const auto by_minute = history->picture(query_of(minutes{1}))->responses;
  ASSERT_EQ(by_minute.size(), 2U);
  EXPECT_EQ(by_minute[0].requests, 15);
  EXPECT_EQ(by_minute[0].errors, 3);
  EXPECT_EQ(by_minute[0].p95_ms, 120.0);
  for (const Duration step : {Duration(minutes{5}), Duration(hours{2}), Duration(hours{4})}) {
    const auto rows = history->picture(query_of(step))->responses;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].requests, 35);
    EXPECT_EQ(rows[0].errors, 3);
    EXPECT_EQ(rows[0].p95_ms, 300.5);
  }
}

TEST(Picture, FewMarksAreToldEachForItself) {
  const auto history = open_history();
  const auto released = [] {
    auto entry = testing::entry(Kind::release, "", noon);
    entry.dyno = {};
    return entry;
  }();
  ASSERT_TRUE(history->append(
      {entry(Kind::r14, "web.1"), entry(Kind::r14, "web.1"), released, entry(Kind::restart, "web.2")}, {}));
  auto query = query_of(hours{2});
  query.lanes = {{Kind::restart, Kind::would_restart}, {Kind::r14}, {Kind::release}};
  const auto marks = history->picture(query)->marks;
  ASSERT_EQ(marks.size(), 4U);
  EXPECT_EQ(marks[0].lane, 0U);
  EXPECT_EQ(marks[0].stored.number, 4);
  EXPECT_EQ(marks[0].stored.entry.title, "web.1 waits");
  EXPECT_EQ(marks[1].alike, 0);
  query.dyno = DynoName("web.1");
  EXPECT_EQ(history->picture(query)->marks.size(), 3U);  // the release concerns it too
}

TEST(Picture, FrequentMarksAreThinnedAndDoNotHideRareOnes) {
  const auto history = open_history();
  std::vector<guard::JournalEntry> entries;
  for (int i = 0; i < 2000; ++i) entries.push_back(entry(Kind::r14, "web.1", noon + i * seconds{20}));
  entries.push_back(entry(Kind::restart, "web.1", noon + hours{1}));
  ASSERT_TRUE(history->append(entries, {}));
  auto query = query_of(minutes{5});
  query.lanes = {{Kind::r14}, {Kind::restart}};
  query.marks_most = 100;
  const auto marks = history->picture(query)->marks;
  std::map<std::size_t, int> shown, meant;
  for (const auto& mark : marks) {
    ++shown[mark.lane];
    meant[mark.lane] += 1 + mark.alike;
  }
  EXPECT_LE(shown[0], 101);
  EXPECT_GT(shown[0], 20);
  EXPECT_EQ(meant[0], 2000);
  EXPECT_EQ(shown[1], 1);
  EXPECT_EQ(marks[0].stored.number, 1);  // the first one stays
}

TEST(Picture, TheWidestSpanThatDividesTheStepServes) {
  EXPECT_EQ(width_for(seconds{20}), std::nullopt);
  EXPECT_EQ(width_for(minutes{7}), std::nullopt);
  EXPECT_EQ(width_for(minutes{10}), minutes{5});
  EXPECT_EQ(width_for(hours{1}), minutes{30});
  EXPECT_EQ(width_for(hours{12}), hours{2});
}

TEST(Picture, AnOlderHistoryGetsItsSpans) {
  const Folder folder;
  {
    const auto history = open_history(folder / "a.db");
    auto old_one = day_with_peak(noon + hours{7}, 460);
    ASSERT_TRUE(history->append({}, old_one));
    ASSERT_TRUE(history->tidy_up(noon + days{2} + hours{8}, {}));  // a third of it is minutes now
    auto& sql = history->database().sql();
    sql << "drop table spans";
    sql << "drop table responses";
    sql << "drop index journal_by_kind";
    sql << "drop table messages";
    testing::forget_leases(*history);
    sql << "delete from schema_version where version > 3";
  }
  const auto history = open_history(folder / "a.db");
  for (const Duration width : span_widths) {
    const auto curves = history->picture(query_of(width))->curves;
    ASSERT_EQ(curves.size(), 1U);
    EXPECT_EQ(static_cast<std::int64_t>(curves[0].steps.size()), days{1} / width);
    Bytes highest{};
    for (const auto& step : curves[0].steps) highest = std::max(highest, step.used);
    EXPECT_EQ(highest, Bytes::megabytes(460));
  }
}

}  // namespace
}  // namespace swapguard::history
