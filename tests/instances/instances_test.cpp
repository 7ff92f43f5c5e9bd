// Random schedules of two and three instances on a real PostgreSQL: what must hold whatever happens to them.
// SWAPGUARD_TEST_POSTGRES names a server; SWAPGUARD_SCHEDULES says how many schedules (4), SWAPGUARD_SEED
// where they begin (1).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "instances/crew.h"
#include "io/history/testing.h"

namespace swapguard::tests {
namespace {

std::string setting(const char* name, const char* otherwise) {
  const char* set = std::getenv(name);
  return set == nullptr || *set == '\0' ? otherwise : set;
}

constexpr Duration soon = seconds{60};

// How many of all came within a minute, and how the times lie.
struct Times {
  std::vector<Duration> all;

  int within(Duration span) const {
    return static_cast<int>(
        std::count_if(all.begin(), all.end(), [&](Duration each) { return each <= span; }));
  }
  std::string text() {
    if (all.empty()) return "none";
    std::sort(all.begin(), all.end());
    const auto at = [&](std::size_t percent) { return to_seconds(all[(all.size() - 1) * percent / 100]); };
    return fmt::format(
        "p50 {:.1f} s, p90 {:.1f} s, p95 {:.1f} s, p99 {:.1f} s, most {:.1f} s; {} in a minute", at(50),
        at(90), at(95), at(99), at(100), within(soon));
  }
};

struct Sums {
  int schedules = 0, breaching = 0, restarted = 0;
  Times from_breach, from_calm;
  std::string violations;

  void add(const CrewPlan& plan, const Crew::Outcome& outcome) {
    ++schedules;
    breaching += outcome.breaching;
    restarted += outcome.restarted;
    const auto add_all = [](Times& to, const std::vector<Duration>& from) {
      to.all.insert(to.all.end(), from.begin(), from.end());
    };
    add_all(from_breach, outcome.from_breach);
    add_all(from_calm, outcome.from_calm);
    for (const auto& each : outcome.violations) violations += fmt::format("seed {}: {}\n", plan.seed, each);
    const bool was_late = std::any_of(outcome.from_calm.begin(), outcome.from_calm.end(),
                                      [](Duration each) { return each > soon; });
    if (outcome.restarted < outcome.breaching || was_late) {
      fmt::print("seed {}, {} instances: {} of {} restarted; held:{}\n", plan.seed, plan.instances,
                 outcome.restarted, outcome.breaching, outcome.held);
      std::fflush(stdout);
    }
  }
};

Sums run_schedules(int count, bool faults) {
  Sums sums;
  const std::uint64_t first = std::strtoull(setting("SWAPGUARD_SEED", "1").c_str(), nullptr, 10);
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    const history::testing::FreshDatabase place(fmt::format("schedule{}", i));
    const CrewPlan plan{place.url(), 2 + static_cast<int>((first + i + 1) % 2), faults, first + i};
    Crew crew(plan);
    crew.run();
    sums.add(plan, crew.outcome());
  }
  fmt::print(
      "{} schedules: {} generations over their limit, {} restarted\n"
      "from the sample that made them due to the command: {}\n"
      "from the end of the last fault since, if there was one: {}\n",
      sums.schedules, sums.breaching, sums.restarted, sums.from_breach.text(), sums.from_calm.text());
  return sums;
}

bool has_server() { return !history::testing::server().empty(); }

TEST(Instances, UndisturbedRestartEachBreachingGenerationOnce) {
  if (!has_server()) GTEST_SKIP() << "SWAPGUARD_TEST_POSTGRES names no server";
  const Sums sums = run_schedules(2, false);
  EXPECT_EQ(sums.violations, "");
  EXPECT_EQ(sums.breaching, 12);
  EXPECT_EQ(sums.restarted, sums.breaching);
}

TEST(Instances, KilledPausedCutOffWithWrongClocksNeverRestartTwice) {
  if (!has_server()) GTEST_SKIP() << "SWAPGUARD_TEST_POSTGRES names no server";
  const Sums sums = run_schedules(std::atoi(setting("SWAPGUARD_SCHEDULES", "4").c_str()), true);
  EXPECT_EQ(sums.violations, "");
  // Without a database nobody may act, and a paused instance keeps what reached it: the minute counts from
  // the end of such a fault.
  EXPECT_GE(sums.from_calm.within(soon) * 100, sums.breaching * 99);
}

}  // namespace
}  // namespace swapguard::tests
