// What the restarts in a log are taken to have freed.
#include "rehearse/own_restarts.h"

#include <gtest/gtest.h>

#include "rehearse/testing.h"

namespace swapguard::rehearse {
namespace {

using namespace testing_lines;

// `lives` generations of web.1, `minutes_each` long, from `levels` MB on, growing a megabyte a minute.
OwnRestarts log_of(const std::vector<double>& levels, int minutes_each) {
  OwnRestarts own;
  Instant at = start;
  for (std::size_t life = 0; life < levels.size(); ++life) {
    for (int i = 0; i < minutes_each * 3; ++i, at += seconds{20}) {
      own.take(sample(at, "web.1", id_of(static_cast<int>(life)), levels[life] + i / 3));
    }
  }
  return own;
}

TEST(OwnRestarts, TheGenerationThatWasThereFirstIsNoRestart) {
  const Lesson lesson = log_of({300}, 30).lessons().at(ProcessType("web"));
  EXPECT_EQ(lesson.restarts, 0);
  EXPECT_EQ(lesson.after, std::vector{Bytes::megabytes(300)}) << "the lowest level seen";
  EXPECT_EQ(lesson.ramp(), Duration{});
  EXPECT_FALSE(lesson.spread);
}

TEST(OwnRestarts, TheMedianOfTheFirstHourMinuteByMinute) {
  const Lesson lesson = log_of({400, 200, 210, 280}, 90).lessons().at(ProcessType("web"));
  EXPECT_EQ(lesson.restarts, 3);
  EXPECT_EQ(lesson.ramp(), minutes{60});
  EXPECT_EQ(lesson.at(seconds{30}), Bytes::megabytes(210));
  EXPECT_EQ(lesson.at(minutes{59}), Bytes::megabytes(269));
  EXPECT_EQ(lesson.at(hours{9}), Bytes::megabytes(269));
  EXPECT_EQ(lesson.lowest(), Bytes::megabytes(210));
}

TEST(OwnRestarts, TheCurveEndsWhereHalfOfThemHaveEnded) {
  OwnRestarts own = log_of({400, 200, 200, 200}, 10);
  const Lesson lesson = own.lessons().at(ProcessType("web"));
  EXPECT_EQ(lesson.ramp(), minutes{10});
}

TEST(OwnRestarts, TheSpreadIsToldFromTwoRestartsOn) {
  EXPECT_FALSE(log_of({400, 200}, 30).lessons().at(ProcessType("web")).spread);
  const auto spread = log_of({400, 90, 110}, 30).lessons().at(ProcessType("web")).spread;
  ASSERT_TRUE(spread);
  EXPECT_NEAR(*spread, 14.14 / 105, 0.002);
}

TEST(OwnRestarts, ABootTakesAsLongAsTheStatesSay) {
  OwnRestarts own;
  own.take(sample(start, "web.1", id_of(1), 300));
  EXPECT_EQ(own.lessons().at(ProcessType("web")).down, seconds{30}) << "without any";
  for (const int boot : {10, 12, 90}) {
    own.take(state(start, "web.1", DynoState::up, DynoState::starting));
    own.take(state(start + seconds{boot}, "web.1", DynoState::starting, DynoState::up));
  }
  EXPECT_EQ(own.lessons().at(ProcessType("web")).down, seconds{12});
}

TEST(OwnRestarts, APlaceThatIsStartedInTheLogTeachesToo) {
  OwnRestarts own;
  own.take(state(start, "web.2", DynoState::down, DynoState::starting));
  own.take(sample(start + seconds{9}, "web.2", id_of(1), 150));
  EXPECT_EQ(own.lessons().at(ProcessType("web")).restarts, 1);
}

}  // namespace
}  // namespace swapguard::rehearse
