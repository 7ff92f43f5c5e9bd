// Laws of the imagined memory, and what an imagined restart looks like from outside.
#include "rehearse/what_if.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/observe/describe.h"
#include "rehearse/testing.h"

namespace swapguard::rehearse {
namespace {

using namespace testing_lines;
using observe::Observation;

const DynoName web_1("web.1");
const ProcessType web("web");

Lessons flat(double level, int minutes_long, Duration down = seconds{19}) {
  Lesson lesson;
  lesson.restarts = minutes_long > 0 ? 3 : 0;
  lesson.after.assign(static_cast<std::size_t>(std::max(1, minutes_long)),
                      Bytes::megabytes(static_cast<std::int64_t>(level)));
  lesson.down = down;
  return {{web, lesson}};
}

std::vector<Observation> shown(WhatIf& what_if, const Observation& line) {
  std::vector<Observation> lines;
  what_if.take(line, [&](const Observation& each) { lines.push_back(each); });
  return lines;
}

// The samples of one generation, every 20 seconds.
std::vector<Observation> samples(WhatIf& what_if, Instant from, int count, double level, double step = 0,
                                 int id = 1) {
  std::vector<Observation> lines;
  for (int i = 0; i < count; ++i) {
    for (auto& line : shown(what_if, sample(from + seconds{20} * i, "web.1", id_of(id), level + step * i))) {
      if (std::holds_alternative<observe::MemorySample>(line.what)) lines.push_back(line);
    }
  }
  return lines;
}

TEST(WhatIf, ARestartMakesItYoungAndThenItGrowsAsItReallyGrew) {
  WhatIf what_if(flat(200, 5));
  samples(what_if, start, 30, 450);
  const Instant at = start + minutes{10};
  what_if.restart(web_1, id_of(1), at);
  const auto after = samples(what_if, at, 60, 450, 1);
  ASSERT_EQ(after.size(), 59u) << "none while it is down for 20 s";
  EXPECT_EQ(after.front().at, at + seconds{20});
  EXPECT_NE(shown_id(after.front()), id_of(1));
  EXPECT_EQ(used_of(after.front()), Bytes::megabytes(200));
  // The first minutes are over after 5 min 20 s; from there a megabyte a sample.
  EXPECT_EQ(used_of(after[14]), Bytes::megabytes(200));
  EXPECT_NEAR((used_of(after.back()) - used_of(after[20])).to_megabytes(), 38, 0.01);
  EXPECT_NEAR(used_of(after[20]).to_megabytes(), 214, 8.01) << "the median of the five minutes before";
}

TEST(WhatIf, ThePlatformPrintsWhatItPrintsOfARestart) {
  WhatIf what_if(flat(200, 5));
  samples(what_if, start, 3, 450);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  const auto lines = shown(what_if, sample(start + minutes{2}, "web.1", id_of(1), 450));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(std::get<observe::StateChange>(lines[0].what).to, DynoState::starting);
  EXPECT_EQ(std::get<observe::Lifecycle>(lines[1].what).step, observe::LifecycleStep::starting_process);
  EXPECT_EQ(std::get<observe::StateChange>(lines[2].what).to, DynoState::up);
  EXPECT_EQ(lines[2].at, start + minutes{1} + seconds{20});
}

TEST(WhatIf, ARealRestartEndsTheImagination) {
  WhatIf what_if(flat(200, 1));
  samples(what_if, start, 3, 450);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  samples(what_if, start + minutes{1}, 30, 450);
  const auto fresh = samples(what_if, start + minutes{20}, 2, 260, 0, 2);
  EXPECT_EQ(shown_id(fresh.front()), id_of(2));
  EXPECT_EQ(used_of(fresh.front()), Bytes::megabytes(260));
}

TEST(WhatIf, ErrorsStayOnlyWhereTheImaginedMemoryWouldCauseThem) {
  WhatIf what_if(flat(200, 1));
  samples(what_if, start, 3, 600);
  EXPECT_EQ(shown(what_if, error(start + minutes{1}, "web.1", 14)).size(), 1u);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  samples(what_if, start + minutes{1}, 30, 600);
  EXPECT_TRUE(shown(what_if, error(start + minutes{12}, "web.1", 14)).empty());
  EXPECT_TRUE(shown(what_if, error(start + minutes{12}, "web.1", 15)).empty());
  EXPECT_EQ(shown(what_if, error(start + minutes{12}, "web.1", 10)).size(), 1u) << "not about memory";
  EXPECT_EQ(shown(what_if, error(start + minutes{12}, "web.2", 14)).size(), 1u) << "another dyno";
  samples(what_if, start + minutes{13}, 3, 1000);
  EXPECT_EQ(shown(what_if, error(start + minutes{14}, "web.1", 14)).size(), 1u);
}

TEST(WhatIf, WithoutARestartInTheLogTheLowestLevelSeenIsAssumed) {
  WhatIf what_if(flat(250, 0));
  samples(what_if, start, 15, 500);
  what_if.restart(web_1, id_of(1), start + minutes{5});
  const auto after = samples(what_if, start + minutes{6}, 4, 500, 2);
  EXPECT_EQ(used_of(after.front()), Bytes::megabytes(250));
  EXPECT_EQ(used_of(after.back()), Bytes::megabytes(256));
}

TEST(WhatIf, WithPrebootTheOldGenerationServesUntilTheNewOneTakesOver) {
  WhatIf what_if(flat(200, 1), {web});
  samples(what_if, start, 3, 450);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  const auto after = samples(what_if, start + minutes{1}, 12, 450);
  ASSERT_EQ(after.size(), 12u) << "never away";
  EXPECT_EQ(shown_id(after[8]), id_of(1));
  EXPECT_EQ(used_of(after[8]), Bytes::megabytes(450));
  EXPECT_EQ(used_of(after[9]), Bytes::megabytes(200));
}

TEST(WhatIf, AnErrorIsOfTheGenerationWhoseSampleCameBeforeIt) {
  WhatIf what_if(flat(200, 1));
  samples(what_if, start, 3, 450);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  samples(what_if, start + minutes{1}, 30, 530);
  // The log's own preboot: a new generation reports, and the old one still does and is over its quota.
  samples(what_if, start + minutes{11}, 1, 100, 0, 2);
  samples(what_if, start + minutes{11}, 1, 530);
  EXPECT_TRUE(shown(what_if, error(start + minutes{11}, "web.1", 14)).empty());
}

Judged judged_after(const std::function<void(WhatIf&)>& log, Instant end) {
  WhatIf what_if(flat(200, 1));
  samples(what_if, start, 3, 450);
  what_if.restart(web_1, id_of(1), start + minutes{1});
  log(what_if);
  what_if.finish(end);
  return what_if.restarts().front().judged;
}

TEST(WhatIf, HindsightTellsWhetherARestartWasNeeded) {
  const auto grows = [](WhatIf& w) { samples(w, start + minutes{2}, 90, 450, 1); };
  const auto stays = [](WhatIf& w) { samples(w, start + minutes{2}, 90, 450); };
  const auto cycles = [&](WhatIf& w) {
    w.take({start + minutes{2}, web_1, observe::Lifecycle{observe::LifecycleStep::cycling, {}}},
           [](auto&) {});
  };
  const auto restarted_too = [](WhatIf& w) { samples(w, start + minutes{2}, 3, 200, 0, 2); };
  EXPECT_EQ(judged_after(grows, start + hours{2}), Judged::needed);
  EXPECT_EQ(judged_after(stays, start + hours{2}), Judged::not_needed);
  EXPECT_EQ(judged_after(stays, start + minutes{40}), Judged::unknown) << "the log ends too soon";
  EXPECT_EQ(judged_after(cycles, start + hours{2}), Judged::not_needed);
  EXPECT_EQ(judged_after(restarted_too, start + hours{2}), Judged::unknown) << "its own doing";
}

// A log of any shape: two places, some generations, noise, gaps.
std::vector<Observation> any_log() {
  std::vector<Observation> lines;
  Instant at = start;
  int id = 1;
  double level = 300;
  const int count = *rc::gen::inRange(1, 120);
  for (int i = 0; i < count; ++i) {
    at += seconds{*rc::gen::element(20, 20, 20, 65, 600)};
    if (*rc::gen::inRange(0, 25) == 0) {
      ++id;
      level = *rc::gen::inRange(100, 400);
    }
    level = std::max(50.0, level + *rc::gen::inRange(-20, 30));
    lines.push_back(sample(at, "web.1", id_of(id), level));
    if (level > 512) lines.push_back(error(at, "web.1", 14));
  }
  return lines;
}

std::string text_of(const Observation& line) {
  std::string text = format_rfc3339(line.at);
  for (const auto& [key, value] : observe::describe(line)) text += " " + key + "=" + value;
  return text;
}

RC_GTEST_PROP(WhatIfLaws, without_a_restart_nothing_changes, ()) {
  WhatIf what_if(flat(*rc::gen::inRange(50, 600), *rc::gen::inRange(0, 60)));
  for (const auto& line : any_log()) {
    const auto lines = shown(what_if, line);
    RC_ASSERT(lines.size() == 1u);
    RC_ASSERT(text_of(lines[0]) == text_of(line));
  }
}

RC_GTEST_PROP(WhatIfLaws, imagined_memory_stays_between_the_lowest_level_and_the_real_one, ()) {
  const int level = *rc::gen::inRange(50, 600);
  const Bytes lowest = Bytes::megabytes(level);
  WhatIf what_if(flat(level, *rc::gen::inRange(0, 10)));
  DynoId serving;
  for (const auto& line : any_log()) {
    for (const auto& each : shown(what_if, line)) {
      if (!std::holds_alternative<observe::MemorySample>(each.what)) continue;
      const Bytes real = used_of(line);
      RC_ASSERT(used_of(each) <= real);
      RC_ASSERT(used_of(each) >= std::min(real, lowest));
      serving = shown_id(each);
    }
    if (!serving.is_nil() && *rc::gen::inRange(0, 15) == 0) what_if.restart(web_1, serving, line.at);
  }
}

// Once the first minutes are over, what the imagined dyno lacks stays the same until the next restart.
RC_GTEST_PROP(WhatIfLaws, the_offset_is_kept_where_the_floor_does_not_bind, ()) {
  const int level = *rc::gen::inRange(50, 300);
  WhatIf what_if(flat(level, 2));
  samples(what_if, start, 20, 450);
  what_if.restart(web_1, id_of(1), start + minutes{7});
  samples(what_if, start + minutes{7}, 10, 450);
  std::optional<Bytes> lacks;
  for (int i = 0; i < 50; ++i) {
    const double real = *rc::gen::inRange(450, 900);
    const auto lines = samples(what_if, start + minutes{11} + seconds{20} * i, 1, real);
    RC_ASSERT(lines.size() == 1u);
    const Bytes off = Bytes::hundredths(static_cast<std::int64_t>(real * 100)) - used_of(lines[0]);
    if (lacks) RC_ASSERT(off == *lacks);
    lacks = off;
  }
}

RC_GTEST_PROP(WhatIfLaws, the_same_log_and_restarts_give_the_same_lines, ()) {
  const auto log = any_log();
  const auto run = [&] {
    WhatIf what_if(flat(120, 3));
    std::string text;
    int i = 0;
    DynoId serving;
    for (const auto& line : log) {
      for (const auto& each : shown(what_if, line)) {
        text += text_of(each) + "\n";
        if (std::holds_alternative<observe::MemorySample>(each.what)) serving = shown_id(each);
      }
      if (++i % 17 == 0) what_if.restart(web_1, serving, line.at);
    }
    return text;
  };
  RC_ASSERT(run() == run());
}

}  // namespace
}  // namespace swapguard::rehearse
