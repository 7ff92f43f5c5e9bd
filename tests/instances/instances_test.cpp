// Random schedules of two and three instances on a real PostgreSQL: what must hold whatever happens to them.
// SWAPGUARD_TEST_POSTGRES names a server; SWAPGUARD_SCHEDULES says how many schedules (4), SWAPGUARD_SEED
// where they begin (1).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "instances/crew.h"
#include "io/history/testing.h"

namespace swapguard::tests {
namespace {

std::string setting(const char* name, const char* otherwise) {
  const char* set = std::getenv(name);
  return set == nullptr || *set == '\0' ? otherwise : set;
}

struct Sums {
  int schedules = 0, breaching = 0, restarted = 0;
  std::string violations;

  void add(const CrewPlan& plan, const Crew::Outcome& outcome) {
    ++schedules;
    breaching += outcome.breaching;
    restarted += outcome.restarted;
    for (const auto& each : outcome.violations) violations += fmt::format("seed {}: {}\n", plan.seed, each);
    if (outcome.restarted < outcome.breaching) {
      fmt::print("seed {}, {} instances: {} of {} restarted; held:{}\n", plan.seed, plan.instances,
                 outcome.restarted, outcome.breaching, outcome.held);
    }
  }
};

Sums run_schedules(int count, bool faults) {
  Sums sums;
  const std::uint64_t first = std::strtoull(setting("SWAPGUARD_SEED", "1").c_str(), nullptr, 10);
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    const history::testing::FreshDatabase place(fmt::format("schedule{}", i));
    const CrewPlan plan{place.url(), 2 + static_cast<int>(i % 2), faults, first + i};
    Crew crew(plan);
    crew.run();
    sums.add(plan, crew.outcome());
  }
  fmt::print("{} schedules: {} generations over their limit, {} restarted\n", sums.schedules, sums.breaching,
             sums.restarted);
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
  // Without a database nobody may act, so that some wait for it; hardly any is forgotten.
  EXPECT_GE(sums.restarted * 100, sums.breaching * 95);
}

}  // namespace
}  // namespace swapguard::tests
