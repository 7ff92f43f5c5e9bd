#include "core/learn/leak.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "support/kept.h"

namespace swapguard::learn {
namespace {

constexpr Bytes quota = Bytes::megabytes(512);

struct Plan {
  double before = 70, after = 70;  // MB an hour
  double fills = 0;                // MB that a heap takes in its first hours
  double daily = 0;                // share by which traffic, and with it the leak, swings over the day
  bool requests = false;           // router lines are seen
  int dynos = 3;
  Duration away{};  // each eleven hours swapguard is restarted, and sees nothing for so long
};

// Two releases, a day and a half each; the second comes at the busiest hour.
struct Played {
  explicit Played(const Plan& wanted, unsigned seed) : plan(wanted), random(seed) {
    lives.resize(static_cast<std::size_t>(plan.dynos));
    const Instant start = Instant{} + hours{14};
    for (now = start; now < start + hours{72}; now += minutes{1}) {
      if (now == start + hours{36}) deploy();
      const Duration since = (now - start) % hours{11};
      looks = now - start < hours{11} || since >= plan.away;
      if (plan.away > Duration{0} && since == plan.away && now - start > hours{11}) {
        leak = support::kept(leak);
        leak.resume(now - plan.away, now);
      }
      for (std::size_t i = 0; i < lives.size(); ++i) live(i);
    }
  }

  struct Life {
    int generation = 0;
    Instant born{};
    double used = 1000, leak = 0;
  };

  void deploy() {
    leak.release(142, now);
    second = true;
    for (Life& life : lives) life.used = 1000;
  }

  void live(std::size_t i) {
    Life& life = lives[i];
    std::normal_distribution<double> noise;
    if (life.used > 500) {
      life = Life{life.generation + 1, now, 180 + 5 * noise(random),
                  (second ? plan.after : plan.before) * std::exp(0.15 * noise(random))};
    }
    const double hour = to_seconds(now.time_since_epoch()) / 3600;
    const double traffic = 1 + plan.daily * std::sin((hour - 8) * std::numbers::pi / 12);
    const double age = to_seconds(now - life.born) / 3600;
    life.used += life.leak * traffic / 60;
    const double used = life.used + plan.fills * (1 - std::exp(-age)) + 3 * noise(random);
    const DynoName name{"web." + std::to_string(i + 1)};
    DynoId id;
    id.octets[14] = static_cast<std::uint8_t>(i);
    id.octets[15] = static_cast<std::uint8_t>(life.generation);
    if (!looks) return;
    for (int request = 0; plan.requests && request < 5 * traffic; ++request) leak.request(name);
    if (!leak.sample(name, id, life.born, Bytes{static_cast<std::int64_t>(used * (1 << 20))}, now)) return;
    if (const auto found = leak.changed(quota)) change = found;
  }

  Plan plan;
  std::mt19937 random;
  Leak leak;
  std::vector<Life> lives;
  Instant now{};
  bool second = false, looks = true;
  std::optional<LeakChange> change;
};

int claims(const Plan& plan, int seeds, std::optional<bool> worse = {}) {
  int count = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Played played{plan, static_cast<unsigned>(seed)};
    if (played.change && (!worse || played.change->worse == *worse)) ++count;
  }
  return count;
}

TEST(Leak, AReleaseThatLeaksMoreIsFound) {
  EXPECT_GE(claims({.before = 70, .after = 118}, 40, true), 36);
  EXPECT_GE(claims({.before = 70, .after = 118, .requests = true}, 40, true), 36);
}

TEST(Leak, AReleaseThatMendsItIsFound) { EXPECT_GE(claims({.before = 118, .after = 50}, 40, false), 36); }

TEST(Leak, TheFiguresAreThoseOfTheLeak) {
  const Played played{{.before = 70, .after = 118}, 3};
  ASSERT_TRUE(played.change);
  EXPECT_NEAR(played.change->before.mb_per_hour, 70, 12);
  EXPECT_NEAR(played.change->after.mb_per_hour, 118, 18);
  EXPECT_NEAR(played.change->ratio(), 1.7, 0.3);
  EXPECT_EQ(played.change->after.release, 142);
  EXPECT_GE(played.change->sure, 0.95);
  ASSERT_EQ(played.leak.rates().size(), 2u);
  EXPECT_EQ(played.leak.rate()->release, 142);
}

TEST(Leak, WhereNothingChangedNothingIsClaimed) { EXPECT_LE(claims({}, 100), 3); }

TEST(Leak, AHeapThatFillsUpAfterEachBootIsNoLeak) {
  EXPECT_LE(claims({.before = 30, .after = 30, .fills = 80}, 50), 2);
}

TEST(Leak, AReleaseAtTheBusyHourIsNoLeak) { EXPECT_LE(claims({.daily = 0.6, .requests = true}, 50), 2); }

TEST(Leak, SwapguardsOwnRestartsHideNoLeakAndMakeNone) {
  EXPECT_GE(claims({.before = 70, .after = 118, .requests = true, .away = minutes{2}}, 40, true), 36);
  EXPECT_GE(claims({.before = 70, .after = 118, .requests = true, .away = minutes{40}}, 40, true), 30);
  EXPECT_LE(claims({.daily = 0.6, .requests = true, .away = minutes{40}}, 50), 2);
}

TEST(Leak, ALifeThatWasHardlySeenIsNotCounted) {
  const auto rates = [](Duration away) {
    Leak leak;
    for (int life = 0; life < 3; ++life) {
      const Instant born = Instant{} + hours{2 * life + 1};
      DynoId id;
      id.octets[15] = static_cast<std::uint8_t>(life + 1);
      for (Instant at = born; at < born + hours{1}; at += minutes{1}) {
        if (at == born + minutes{12}) {
          leak = support::kept(leak);
          leak.resume(at, at + away);
        }
        if (at >= born + minutes{12} && at < born + minutes{12} + away) continue;
        leak.sample(DynoName{"web.1"}, id, born, Bytes::megabytes((at - born) / minutes{1}), at);
      }
    }
    return leak.rates();
  };
  ASSERT_EQ(rates(minutes{5}).size(), 1u);
  EXPECT_NEAR(rates(minutes{5})[0].mb_per_hour, 60, 1);
  EXPECT_TRUE(rates(minutes{9}).empty());
}

TEST(Leak, TooLittleDataCarriesNoClaim) {
  Leak leak;
  EXPECT_FALSE(leak.rate());
  EXPECT_FALSE(leak.changed(quota));
  leak.release(7, Instant{});
  EXPECT_FALSE(leak.changed(quota));
}

}  // namespace
}  // namespace swapguard::learn
