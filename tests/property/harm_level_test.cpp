// The learned harm level: planted it is found where it is, and where there is none, none is claimed.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "core/learn/harm.h"

namespace swapguard::learn {
namespace {

// A cheap generator: the tests draw tens of millions of service times.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  double uniform() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11) * 0x1.0p-53;
  }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  // From tables of 512: a normal deviate, and a log-normal factor as service times have it.
  double normal() { return tables().normal[static_cast<std::size_t>(uniform() * 512)]; }
  double factor() { return tables().factor[static_cast<std::size_t>(uniform() * 512)]; }

 private:
  struct Tables {
    std::array<double, 512> normal{}, factor{};
  };
  static const Tables& tables() {
    static const Tables made = [] {
      Tables tables;
      Dice dice{1};
      for (std::size_t i = 0; i < tables.normal.size(); ++i) {
        for (int term = 0; term < 12; ++term) tables.normal[i] += dice.uniform() - 0.5;
        tables.factor[i] = std::exp(0.8 * tables.normal[i]);
      }
      return tables;
    }();
    return made;
  }
  std::uint64_t state_;
};

enum class Form { none, step, ramp, errors };

struct Plan {
  Form form = Form::none;
  double level = 0;               // percent of the quota
  double traffic_swing = 0;       // of the day, ±share
  double traffic_on_service = 0;  // at the peak of traffic requests take this much longer (share)
  double traffic_on_memory = 0;   // … and memory is so many points higher
  Duration slow_boot{};           // requests take four times as long
  double points_an_hour = 12;     // of the leak
  int dynos = 2;
  int days = 2;
  double requests_a_minute = 6;  // for each dyno, on average
  bool night_job = false;        // in the last three hours before midnight requests take three times as long
  bool ends_at_night = false;    // dynos are restarted at midnight, not at 98 %
};

struct Dyno {
  DynoName name;
  int generation = 0;
  Instant born{};
  double base = 30, leak = 8, wander = 0, carry = 0;
};

class World {
 public:
  World(const Plan& plan, std::uint64_t seed) : plan_(plan), dice_(seed) {
    for (int i = 0; i < plan.dynos; ++i) {
      Dyno dyno;
      dyno.name = DynoName{"web." + std::to_string(i + 1)};
      boot(dyno, Instant{} - minutes{static_cast<int>(dice_.between(0, 300))});
      dynos_.push_back(dyno);
    }
  }

  std::optional<HarmLevel> learn() {
    const Instant end = Instant{} + days{plan_.days};
    for (Instant now{}; now < end; now += minutes{1}) {
      for (Dyno& dyno : dynos_) live(dyno, now);
    }
    harm_.weigh(end);
    harm_.weigh(end);
    return harm_.level();
  }

 private:
  void boot(Dyno& dyno, Instant at) {
    ++dyno.generation;
    dyno.born = at;
    dyno.base = dice_.between(27, 33);
    dyno.leak = plan_.points_an_hour * dice_.between(0.7, 1.4);
  }

  void live(Dyno& dyno, Instant now) {
    const double hour = to_seconds(now.time_since_epoch()) / 3600;
    const double swing = std::sin((hour - 8) * std::numbers::pi / 12);
    const double age = to_seconds(now - dyno.born) / 3600;
    dyno.wander = 0.85 * dyno.wander + 0.7 * dice_.normal();
    const double percent = dyno.base + dyno.leak * age + plan_.traffic_on_memory * swing + dyno.wander;
    const bool midnight = plan_.ends_at_night && std::fmod(hour, 24) < 0.01 && age > 1;
    if (plan_.ends_at_night ? midnight : percent > 98) {
      harm_.interrupted(dyno.name, now);
      boot(dyno, now);
      return;
    }
    DynoId id;
    id.octets[0] = static_cast<std::uint8_t>(dyno.name.ordinal());
    id.octets[14] = static_cast<std::uint8_t>(dyno.generation >> 8);
    id.octets[15] = static_cast<std::uint8_t>(dyno.generation);
    harm_.sample(dyno.name, id, percent, now - dyno.born, now);
    double slow = 120 * (1 + plan_.traffic_on_service * std::max(0.0, swing) * swing);
    if (now - dyno.born < plan_.slow_boot) slow *= 4;
    if (plan_.night_job && std::fmod(hour, 24) >= 21) slow *= 3;
    serve(dyno, now, slow, swing, percent);
  }

  void serve(Dyno& dyno, Instant now, double slow, double swing, double percent) {
    const bool beyond = percent > plan_.level;
    if (plan_.form == Form::step && beyond) slow *= 2;
    if (plan_.form == Form::ramp && beyond) slow *= 1 + 0.08 * (percent - plan_.level);
    const double failing = plan_.form == Form::errors && beyond ? 0.04 : 0.002;
    dyno.carry += plan_.requests_a_minute * (1 + plan_.traffic_swing * swing) * dice_.between(0.7, 1.3);
    for (; dyno.carry >= 1; dyno.carry -= 1) {
      const Duration service{std::llround(1000 * slow * dice_.factor())};
      harm_.request(dyno.name, service, dice_.uniform() < failing,
                    now + milliseconds{static_cast<int>(dice_.between(0, 60'000))});
    }
  }

  Plan plan_;
  Dice dice_;
  Harm harm_;
  std::vector<Dyno> dynos_;
};

struct Tally {
  int claimed = 0, near = 0, in_range = 0;
};

// As many worlds, the planted level going from 40 % to 90 %.
Tally over(int seeds, Plan plan) {
  Tally tally;
  for (int seed = 1; seed <= seeds; ++seed) {
    if (plan.form != Form::none) plan.level = 40 + 50.0 * (seed - 1) / (seeds - 1);
    const auto level = World{plan, static_cast<std::uint64_t>(seed)}.learn();
    if (!level) continue;
    ++tally.claimed;
    tally.near += std::abs(level->percent - plan.level) <= 5;
    tally.in_range += level->low <= plan.level + band_width && plan.level - band_width <= level->high;
  }
  return tally;
}

Plan daily_traffic() {
  Plan plan;
  plan.traffic_swing = 0.7;
  plan.traffic_on_service = 0.6;
  plan.traffic_on_memory = 10;
  return plan;
}

void expect_found(Plan plan, Form form) {
  constexpr int seeds = 100;
  plan.form = form;
  const Tally tally = over(seeds, plan);
  EXPECT_GE(tally.near, 0.9 * seeds) << "of " << tally.claimed << " claimed";
  EXPECT_GE(tally.in_range, 0.9 * tally.claimed);
}

void expect_none(const Plan& plan, int seeds) { EXPECT_LE(over(seeds, plan).claimed, 0.01 * seeds); }

TEST(HarmLevel, RequestsThatSlowDownBeyondALevelAreFound) { expect_found({}, Form::step); }
TEST(HarmLevel, RequestsThatSlowDownMoreAndMoreAreFoundWhereItBegins) { expect_found({}, Form::ramp); }
TEST(HarmLevel, ErrorsBeyondALevelAreFound) { expect_found({}, Form::errors); }
TEST(HarmLevel, IsFoundUnderDailyTraffic) { expect_found(daily_traffic(), Form::step); }

TEST(HarmLevel, WhereThereIsNoneNoneIsClaimed) { expect_none({}, 300); }
TEST(HarmLevel, DailyTrafficThatRaisesServiceTimesAndMemoryIsNoHarm) { expect_none(daily_traffic(), 300); }

TEST(HarmLevel, TrafficAloneIsNoHarmWithoutALeakEither) {
  Plan plan = daily_traffic();
  plan.points_an_hour = 0;
  plan.traffic_on_memory = 25;
  plan.traffic_on_service = 2;
  expect_none(plan, 100);
}

TEST(HarmLevel, ASlowBootIsNoHarm) {
  Plan plan;
  plan.slow_boot = minutes{12};
  expect_none(plan, 200);
}

TEST(HarmLevel, AJobThatRunsWhenMemoryIsHighEachNightIsNoHarm) {
  Plan plan;
  plan.points_an_hour = 2.5;
  plan.ends_at_night = true;
  plan.days = 8;
  plan.dynos = 1;
  plan.night_job = true;
  expect_none(plan, 60);
}

TEST(HarmLevel, TooFewGenerationsCarryNoClaim) {
  Plan plan;
  plan.form = Form::step;
  plan.level = 60;
  plan.points_an_hour = 4;
  plan.days = 1;
  EXPECT_FALSE((World{plan, 1}.learn()));
}

}  // namespace
}  // namespace swapguard::learn
