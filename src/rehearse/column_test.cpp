// Whole columns: a leak as it was, and what policies make of it.
#include "rehearse/column.h"

#include <gtest/gtest.h>

#include <optional>

#include "rehearse/testing.h"

namespace swapguard::rehearse {
namespace {

using namespace testing_lines;

// A day of two dynos that leak `rate` MB an hour from 250 MB, and are cycled at 10:00 and 11:00.
Recording leaking_day(double rate) {
  Recording recording;
  recording.first = start;
  Instant at = start;
  for (int i = 0; i < 3 * 60 * 24; ++i, at += seconds{20}) {
    for (int dyno = 1; dyno <= 2; ++dyno) {
      const Instant cycled = start + hours{9 + dyno};
      const bool second = at >= cycled;
      const double age = to_seconds(second ? at - cycled : at - start) / 3600;
      const std::string name = "web." + std::to_string(dyno);
      const auto line = sample(at, name.c_str(), id_of(dyno + (second ? 10 : 0)), 250 + rate * age);
      recording.put(line, at);
      if (used_of(line) > quota) recording.put(error(at, name.c_str(), 14), at);
    }
  }
  recording.last = at;
  return recording;
}

Measures played(const Recording& recording, const policy::AppPolicy& policy) {
  return play(recording, recording.own.lessons(), {.policy = policy, .facts = {}, .dynos = {}}, {});
}

TEST(Column, APolicyThatNeverActsLeavesEverythingAsItWas) {
  const Recording recording = leaking_day(40);
  policy::AppPolicy idle = fixed_threshold({}, 10'000);
  const Measures same = played(recording, idle);
  const Measures& was = recording.as_it_was.measures();
  EXPECT_EQ(same.restarts, 0);
  EXPECT_EQ(same.r14, was.r14);
  EXPECT_EQ(same.over_quota, was.over_quota);
  EXPECT_EQ(same.peak_swap, was.peak_swap);
  EXPECT_GT(was.r14, 100);
}

TEST(Column, AFixedThresholdEndsALeakBeforeTheQuota) {
  const Recording recording = leaking_day(40);
  const Measures fixed = played(recording, fixed_threshold({}, 90));
  EXPECT_EQ(fixed.r14, 0);
  EXPECT_EQ(fixed.over_quota, Duration{});
  // 90 % is reached after 5.3 hours: once and twice before the cycling, twice on each dyno after it. The
  // second on web.2 comes half an hour before its cycling.
  EXPECT_EQ(fixed.restarts, 7);
  EXPECT_EQ(fixed.not_needed, 1);
}

TEST(Column, RestartsThatTheLogShowsToBeForNothingAreCounted) {
  // 90 % is reached after 13.2 hours: by web.1 alone, in the last hour of the log.
  const Recording recording = leaking_day(16);
  const Measures fixed = played(recording, fixed_threshold({}, 90));
  EXPECT_EQ(fixed.r14, 0);
  EXPECT_EQ(fixed.restarts, 1);
  EXPECT_EQ(fixed.not_judged, 1);
  const Measures hasty = played(recording, fixed_threshold({}, 70));
  EXPECT_GT(hasty.restarts, 0);
  EXPECT_EQ(hasty.not_needed + hasty.not_judged, hasty.restarts);
}

TEST(Column, TheJournalHearsEveryRestart) {
  const Recording recording = leaking_day(40);
  int heard = 0;
  double share = 0;
  const Hearing hearing{.journal =
                            [&](const guard::JournalEntry& entry) {
                              if (entry.kind == guard::Kind::restart) ++heard;
                            },
                        .progress = [&](double done) { share = done; }};
  const Setting setting{.policy = fixed_threshold({}, 90), .facts = {}, .dynos = {}};
  const Measures measures = play(recording, recording.own.lessons(), setting, hearing);
  EXPECT_EQ(heard, measures.restarts);
  EXPECT_LE(share, 1.0);
}

}  // namespace
}  // namespace swapguard::rehearse
