#include "core/fleet/fleet.h"

#include <gtest/gtest.h>

#include <utility>

namespace swapguard::fleet {
namespace {

const Instant start = *parse_rfc3339("2026-05-11T00:00:00Z");

observe::MemorySample sample(int number, int rss) {
  observe::MemorySample line;
  line.id.octets[15] = static_cast<std::uint8_t>(number);
  line.rss = Bytes::megabytes(rss);
  line.swap = Bytes{0};
  return line;
}

TEST(Fleet, SamplesMakePlacesAndGenerations) {
  Fleet fleet;
  const auto first = fleet.take_sample(DynoName{"web.1"}, sample(1, 300), start);
  EXPECT_TRUE(first.judged);
  EXPECT_TRUE(first.fresh);
  const auto second = fleet.take_sample(DynoName{"web.1"}, sample(1, 310), start + seconds{20});
  EXPECT_FALSE(second.fresh);
  EXPECT_EQ(second.generation->used(), Bytes::megabytes(310));
  EXPECT_EQ(fleet.places().size(), 1u);
}

TEST(Fleet, QuantityIsToldOrCounted) {
  Fleet fleet;
  fleet.take_sample(DynoName{"web.1"}, sample(1, 300), start);
  fleet.take_sample(DynoName{"web.2"}, sample(2, 300), start);
  fleet.take_sample(DynoName{"worker.1"}, sample(3, 300), start);
  EXPECT_EQ(fleet.quantity(ProcessType{"web"}, start), 2);
  fleet.take_scale({{{ProcessType{"web"}, 5, "Standard-1X"}}});
  EXPECT_EQ(fleet.quantity(ProcessType{"web"}, start), 5);
}

TEST(Fleet, TheFormationsQuotaStandsInForAMissingOne) {
  Fleet fleet;
  fleet.formation(ProcessType{"web"}).quota = Bytes::megabytes(512);
  EXPECT_EQ(fleet.take_sample(DynoName{"web.1"}, sample(1, 300), start).generation->quota(),
            Bytes::megabytes(512));
}

// Places are guessed by the order of the lines: in any order, with places that come and go, and when all are
// moved.
TEST(Fleet, FindsThePlaceOfEachLineInWhateverOrderTheyCome) {
  Fleet fleet;
  const auto name = [](int number) { return DynoName{"web." + std::to_string(number)}; };
  const auto name_found = [&](int number) { return fleet.place(name(number))->name(); };
  std::uint32_t seed = 1;
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 20; ++i) {
      seed = seed * 1664525 + 1013904223;
      const int number = round % 3 == 0 ? static_cast<int>(seed >> 16) % 25 : i;
      EXPECT_EQ(name_found(number), name(number));
      EXPECT_EQ(name_found(number), name(number)) << "twice in a row";
      fleet.take_sample(name(number), sample(number, 300), start + minutes{round * 10});
    }
    if (round % 7 == 6) fleet.forget(start + minutes{round * 10});
    if (round % 11 == 10) {
      Fleet moved = std::move(fleet);
      fleet = std::move(moved);
    }
  }
}

TEST(Fleet, ForgetsPlacesThatAreGone) {
  Fleet fleet;
  fleet.take_sample(DynoName{"web.1"}, sample(1, 300), start);
  fleet.take_sample(DynoName{"web.2"}, sample(2, 300), start + hours{2});
  fleet.forget(start + hours{3});
  EXPECT_EQ(fleet.find(DynoName{"web.1"}), nullptr);
  EXPECT_NE(fleet.find(DynoName{"web.2"}), nullptr);
}

}  // namespace
}  // namespace swapguard::fleet
