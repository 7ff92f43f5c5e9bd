#include "core/fleet/fleet.h"

#include <gtest/gtest.h>

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
