#include "core/learn/harm.h"

#include <gtest/gtest.h>

#include "support/kept.h"

namespace swapguard::learn {
namespace {

// web.1, whose memory rises from 35 % to 95 % in ninety minutes, again and again; fifty requests a minute.
struct Played {
  Harm harm;
  DynoName web{"web.1"};
  Instant now = Instant{} + hours{24};
  int generation = 0;
  std::optional<int> restarted_at;  // swapguard, in each third life; it is away for three minutes

  static double percent_at(int minute) { return 35 + 60.0 * minute / 90; }

  template <class Fails>
  void lives(int count, Fails fails) {
    for (int life = 0; life < count; ++life) {
      ++generation;
      DynoId id;
      id.octets[15] = static_cast<std::uint8_t>(generation);
      const Instant born = now;
      for (int minute = 0; minute <= 90; ++minute) {
        if (minute == restarted_at && generation % 3 == 0) {
          harm = support::kept(harm);
          harm.resume(now, now + minutes{3});
          minute += 3;
          now += minutes{3};
        }
        const double wobble = (minute * 7 + generation * 3) % 5 * 0.3;
        harm.sample(web, id, percent_at(minute) + wobble, now - born, now);
        for (int i = 0; i < 50; ++i) {
          const int ms = 40 + (i * 37 + minute * 11 + generation) % 90;
          harm.request(web, milliseconds{ms}, fails(minute, i), now + seconds{i});
        }
        now += minutes{1};
      }
    }
    harm.weigh(now);
    harm.weigh(now);
  }
};

TEST(Harm, ErrorsBeyondALevelAreFound) {
  Played play;
  play.lives(9, [](int minute, int i) {
    return Played::percent_at(minute) > 70 ? i % 12 == minute % 12 : i % 50 == minute % 50 && minute % 9 == 0;
  });
  ASSERT_TRUE(play.harm.level());
  EXPECT_NEAR(play.harm.level()->percent, 70, 5);
  EXPECT_EQ(play.harm.level()->what, Harmed::errors);
  EXPECT_LT(play.harm.level()->before, 1);
  EXPECT_NEAR(play.harm.level()->after, 8, 3);
  EXPECT_GE(play.harm.level()->generations, 6);
}

TEST(Harm, SwapguardsOwnRestartsHideNoLevelAndMakeNoLivesOfOne) {
  const auto fails = [](int minute, int i) {
    return Played::percent_at(minute) > 70 ? i % 12 == minute % 12 : i % 50 == minute % 50 && minute % 9 == 0;
  };
  Played through, restarted;
  restarted.restarted_at = 50;
  through.lives(9, fails);
  restarted.lives(9, fails);
  ASSERT_TRUE(through.harm.level());
  ASSERT_TRUE(restarted.harm.level());
  EXPECT_NEAR(restarted.harm.level()->percent, through.harm.level()->percent, 2.6);
  EXPECT_EQ(restarted.harm.level()->generations, through.harm.level()->generations);
  const auto again = support::kept(restarted.harm).level();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->percent, restarted.harm.level()->percent);
  EXPECT_EQ(again->what, Harmed::errors);
}

TEST(Harm, ALongAbsenceMakesNoLevelOfFewLives) {
  Played play;
  play.restarted_at = 45;
  for (int life = 0; life < 5; ++life) {
    play.lives(1, [](int minute, int i) { return minute > 50 && i % 12 == minute % 12; });
    play.harm = support::kept(play.harm);
    play.harm.resume(play.now, play.now + hours{5});
    play.now += hours{5};
  }
  EXPECT_FALSE(play.harm.level()) << "five lives are five";
}

TEST(Harm, WhatFailsAfterTheLastSampleIsTheShutdownNotMemory) {
  Played play;
  play.lives(9, [](int minute, int) { return minute == 90; });
  EXPECT_FALSE(play.harm.level());
}

TEST(Harm, AnInterruptionCountsNothingForMinutes) {
  Played play;
  play.lives(9, [&](int minute, int) {
    if (minute == 86) play.harm.interrupted(play.web, play.now);
    return minute >= 86;
  });
  EXPECT_FALSE(play.harm.level());
}

TEST(Harm, ALevelThatIsNoLongerFoundIsTakenBack) {
  Played play;
  play.lives(9, [](int minute, int i) { return minute > 50 && i % 12 == minute % 12; });
  ASSERT_TRUE(play.harm.level());
  play.lives(70, [](int, int) { return false; });
  EXPECT_FALSE(play.harm.level());
}

TEST(Harm, RequestsToUnknownPlacesAndBeyondTheBoundOfPlacesAreLeftOut) {
  Harm harm;
  harm.request(DynoName{"web.1"}, milliseconds{5}, false, Instant{} + hours{1});
  for (int i = 0; i < 600; ++i) {
    DynoId id;
    id.octets[15] = 1;
    harm.sample(DynoName{"web." + std::to_string(i)}, id, 50, hours{1}, Instant{} + hours{1});
  }
  EXPECT_FALSE(harm.level());
}

}  // namespace
}  // namespace swapguard::learn
