#include "core/guard/findings.h"

#include <gtest/gtest.h>

namespace swapguard::guard {
namespace {

const ProcessType web{"web"};
constexpr Instant at = Instant{} + hours{1000};

learn::Outcome outcome() {
  learn::Outcome outcome;
  outcome.dyno = DynoName{"web.3"};
  outcome.decision = DecisionId{"d-8f31"};
  outcome.before = Bytes::megabytes(462);
  outcome.base = Bytes::megabytes(210);
  outcome.boot = seconds{15};
  outcome.after = {800, 0};
  outcome.helped = true;
  return outcome;
}

TEST(Findings, AnOutcomeTellsWhatWasFreedAndWhatItCost) {
  auto told = outcome();
  const JournalEntry entry = outcome_of(told, web, Bytes::megabytes(512), at);
  EXPECT_EQ(
      entry.title,
      "web.3 freed 252 MB: 462 MB before, 210 MB ten minutes after, up in 15s, no 5xx in the 5 min after");
  EXPECT_EQ(entry.reason, "helped");
  EXPECT_EQ(entry.decision.text, "d-8f31");
  told.after = {1800, 12};
  told.usual_failed = 1.2;
  told.boot.reset();
  EXPECT_EQ(
      outcome_of(told, web, Bytes::megabytes(512), at).title,
      "web.3 freed 252 MB: 462 MB before, 210 MB ten minutes after, 12 of 1,800 requests failed in the 5 min "
      "after (1 usual)");
  told.after = {};
  told.base = Bytes::megabytes(470);
  told.helped = false;
  EXPECT_EQ(outcome_of(told, web, Bytes::megabytes(512), at).title,
            "web.3 freed nothing: 462 MB before, 470 MB ten minutes after; it did not help");
}

TEST(Findings, AHarmLevelComesWithItsEvidence) {
  learn::HarmLevel level{77.5, 75, 80, learn::Harmed::errors, 0.21, 4.1, 41'200, 12};
  EXPECT_EQ(
      harm_found(web, level, at).title,
      "web: errors start at 78 % of the quota here (75 to 80 %): 0.2 % of requests fail below, 4.1 % above, "
      "in 41,200 requests to 12 generations");
  level.what = learn::Harmed::p95;
  level.before = 310;
  level.after = 760;
  EXPECT_EQ(
      harm_found(web, level, at).title,
      "web: slow requests start at 78 % of the quota here (75 to 80 %): p95 310 ms below, 760 ms above, in "
      "41,200 requests to 12 generations");
  EXPECT_EQ(harm_gone(web, 77.5, at).reason, "harm_level_gone");
}

TEST(Findings, AReleaseThatLeaksIsHeldAgainstTheOneBefore) {
  learn::LeakChange change{{141, 70, 3, 9}, {142, 118, 5, 6}, true, 0.9512};
  EXPECT_EQ(leak_changed(web, change, at).title, "web: v142 leaks 118 MB/h, v141 70 (1.7 times; 95 % sure)");
  EXPECT_EQ(leak_changed(web, change, at).reason, "release_leaks");
  change = {{0, 118, 5, 6}, {142, 0.4, 3, 9}, false, 0.99999};
  EXPECT_EQ(leak_changed(web, change, at).title, "web: v142 leaks 0 MB/h, what ran before 118 (99 % sure)");
  EXPECT_EQ(leak_changed(web, change, at).reason, "release_mended");
}

TEST(Findings, AdviceOnSizeTellsWhatTheNextWouldChange) {
  const auto advice = learn::advise_size(Bytes::megabytes(480), Bytes::megabytes(512), true, 118);
  ASSERT_TRUE(advice);
  EXPECT_EQ(size_advised(web, *advice, at).title,
            "web: the base is 480 of 512 MB: a restart cannot help. Standard-2X (1024 MB) leaves 544 MB "
            "free, at the "
            "present leak 4h 37m between restarts");
}

TEST(Findings, CyclingAtBusyHoursTellsWhatTheQuietestWouldHurt) {
  const auto entry = cycled_at_busy_hours(web, {5, hours{100}, 41.2, 4.8}, at);
  EXPECT_EQ(entry.reason, "busy_cycling");
  EXPECT_EQ(
      entry.title,
      "web: the platform's 5 daily restarts of the last 4d 4h hurt 41 requests each; in the quietest hour "
      "of the day it would be 5. With daily = \"quiet\" swapguard restarts each dyno then");
}

}  // namespace
}  // namespace swapguard::guard
