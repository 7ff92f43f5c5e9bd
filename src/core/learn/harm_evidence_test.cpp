#include "core/learn/harm_evidence.h"

#include <gtest/gtest.h>

namespace swapguard::learn {
namespace {

constexpr std::size_t top = 24;   // 87.5 %
constexpr std::size_t edge = 14;  // 65 %
constexpr UsualValues usual = {5.0, 0.002};

// Lives from 40 % to 87.5 %, four blocks a band; from 65 % on p95 is higher by `rise` (a logarithm).
struct Evidence {
  std::vector<LifeProfile> lives;
  DayProfile day{};

  Evidence(int count, double rise, bool hour_by_band = false) {
    for (int i = 0; i < count; ++i) {
      LifeProfile life;
      for (std::size_t band = 4; band < top; ++band) {
        for (int block = 0; block < 4; ++block) {
          const double noise = ((i * 31 + static_cast<int>(band) * 17 + block * 7) % 11 - 5) * 0.02;
          const BlockValues values = {(band >= edge ? rise : 0) + noise + 0.1 * i, 0};
          life.by_band[band].add(values);
          ++life.blocks;
          const std::size_t hour = hour_by_band ? band : static_cast<std::size_t>(i + block) % 24;
          day[hour][band].add({values[0] - 0.1 * i, 0});
        }
      }
      life.requests = 1000;
      lives.push_back(life);
    }
  }
  std::optional<HarmLevel> weigh() const {
    std::vector<const LifeProfile*> all;
    for (const LifeProfile& life : lives) all.push_back(&life);
    return weigh_harm(all, day, usual);
  }
};

TEST(HarmEvidence, ARiseWithinEachGenerationIsALevel) {
  const auto level = Evidence{8, 0.7}.weigh();
  ASSERT_TRUE(level);
  EXPECT_EQ(level->percent, 65);
  EXPECT_LE(level->low, 62.5);
  EXPECT_GE(level->high, 67.5);
  EXPECT_EQ(level->what, Harmed::p95);
  EXPECT_NEAR(level->after / level->before, 2, 0.1);
  EXPECT_EQ(level->generations, 8);
  EXPECT_EQ(level->requests, 8000);
}

TEST(HarmEvidence, FewGenerationsCarryNoClaim) { EXPECT_FALSE((Evidence{5, 0.7}.weigh())); }
TEST(HarmEvidence, ARiseThatDoesNotMatterIsNone) { EXPECT_FALSE((Evidence{40, 0.15}.weigh())); }
TEST(HarmEvidence, AFallIsNoHarm) { EXPECT_FALSE((Evidence{20, -0.7}.weigh())); }
TEST(HarmEvidence, WhereMemoryAndHourGoHandInHandNothingIsClaimed) {
  EXPECT_FALSE((Evidence{20, 0.7, true}.weigh()));
}
TEST(HarmEvidence, NothingSeenIsNoClaim) { EXPECT_FALSE(weigh_harm({}, DayProfile{}, usual)); }

TEST(HarmEvidence, OneGenerationAloneDoesNotCarryIt) {
  Evidence evidence{12, 0};
  for (std::size_t band = edge; band < top; ++band) {
    Single& sum = evidence.lives[3].by_band[band].values[0];
    sum = sum + 40;
  }
  EXPECT_FALSE(evidence.weigh());
}

}  // namespace
}  // namespace swapguard::learn
