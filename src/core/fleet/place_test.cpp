#include "core/fleet/place.h"

#include <gtest/gtest.h>

namespace swapguard::fleet {
namespace {

const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

DynoId id(int number) {
  DynoId made;
  made.octets[15] = static_cast<std::uint8_t>(number);
  return made;
}

void sample(Place& place, int number, Duration after) {
  observe::MemorySample line;
  line.rss = Bytes::megabytes(100);
  line.swap = Bytes{0};
  place.generation(id(number), start + after).take(line, start + after);
}

TEST(Place, TheGenerationThatCameLastHoldsIt) {
  Place place{DynoName{"web.1"}};
  EXPECT_EQ(place.current(start), nullptr);
  sample(place, 1, seconds{0});
  sample(place, 2, seconds{10});
  sample(place, 1, seconds{20});  // preboot: the old one still reports
  EXPECT_EQ(place.current(start + seconds{20})->id(), id(2));
}

TEST(Place, AGenerationThatFellSilentNoLongerHoldsIt) {
  Place place{DynoName{"web.1"}};
  sample(place, 1, seconds{0});
  sample(place, 2, seconds{10});
  for (int i = 1; i < 10; ++i) sample(place, 1, seconds{20 * i});
  EXPECT_EQ(place.current(start + seconds{180})->id(), id(1));
}

TEST(Place, ThePlatformsListDecidesBetweenTwo) {
  Place place{DynoName{"web.1"}};
  sample(place, 1, seconds{0});
  sample(place, 2, seconds{1});
  place.listed(id(1), start - hours{3}, start + seconds{5});
  EXPECT_EQ(place.current(start + seconds{5})->id(), id(1));
  EXPECT_EQ(place.find(id(1))->born_at(), start - hours{3});
}

TEST(Place, KnowsWhenAGenerationWasBornIfItSawTheStart) {
  Place place{DynoName{"web.1"}};
  sample(place, 1, seconds{0});
  EXPECT_FALSE(place.find(id(1))->born_at());  // there before we looked
  place.starting(start + seconds{30});
  sample(place, 2, seconds{36});
  EXPECT_EQ(place.find(id(2))->born_at(), start + seconds{30});
  sample(place, 3, seconds{60});
  EXPECT_EQ(place.find(id(3))->born_at(), start + seconds{60});
}

TEST(Place, R14LinesBelongToTheGenerationThatHoldsIt) {
  Place place{DynoName{"web.1"}};
  sample(place, 1, seconds{0});
  place.over_quota(start + seconds{1});
  place.over_quota(start + seconds{21});
  EXPECT_EQ(place.over_quota_since(start + seconds{10}), 1);
  EXPECT_EQ(place.over_quota_since(start), 2);
  sample(place, 2, seconds{40});
  EXPECT_EQ(place.over_quota_since(start), 0);
}

TEST(Place, HoldsAtMostFourGenerations) {
  Place place{DynoName{"web.1"}};
  for (int i = 1; i <= 6; ++i) sample(place, i, seconds{i});
  EXPECT_EQ(place.generations().size(), Place::generations_max);
  EXPECT_EQ(place.find(id(1)), nullptr);
  EXPECT_NE(place.find(id(6)), nullptr);
}

TEST(Place, TheOneThatStillReportsIsNotPushedOut) {
  Place place{DynoName{"web.1"}};
  sample(place, 1, seconds{0});
  for (int number = 2; number <= 5; ++number) {
    sample(place, number, minutes{number});
    sample(place, 1, minutes{number} + seconds{5});
  }
  EXPECT_TRUE(place.find(id(1)));
  EXPECT_FALSE(place.find(id(2)));
}

TEST(Place, AStartIsNotTakenForThatOfTheNextGeneration) {
  Place place{DynoName{"web.1"}};
  place.listed(id(1), start, start + seconds{1});
  place.starting(start + seconds{2});
  sample(place, 1, seconds{20});
  sample(place, 2, minutes{5});  // its start was lost
  EXPECT_EQ(place.find(id(2))->born_at(), start + minutes{5});
}

TEST(Place, AnOlderStateChangesNothing) {
  Place place{DynoName{"web.1"}};
  place.state(DynoState::up, start + seconds{5});
  place.state(DynoState::starting, start);
  EXPECT_EQ(place.state(), DynoState::up);
}

}  // namespace
}  // namespace swapguard::fleet
