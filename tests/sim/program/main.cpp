// simulation: plays worlds and tells what broke. The same seed is the same world, and a world that breaks a
// rule prints the command that plays it again.
//
//   simulation                      the default worlds (SWAPGUARD_SIM_SEEDS: another number of them)
//   simulation --seeds 100-200
//   simulation --plan 'seed=17 …'   one world, as a failure printed it
//   simulation --tell --plan '…'    the same, and what happened in it
//   simulation --shrink --plan '…'  the smallest plan that breaks the same rule
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "sim/worlds/world.h"

namespace swapguard::worlds {
namespace {

// As many as take about half a minute of one core, optimised.
constexpr std::uint64_t default_seeds = 1000;

struct Orders {
  std::uint64_t first = 1, last = default_seeds, step = 1;
  std::optional<Plan> plan;
  bool shrinks = false, goes_on = false, tells = false;
};

std::uint64_t number(std::string_view text, std::uint64_t otherwise) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} ? value : otherwise;
}

std::optional<Orders> orders_of(const std::vector<std::string_view>& words) {
  Orders orders;
  // Read before any thread is there.
  if (const char* seeds = std::getenv("SWAPGUARD_SIM_SEEDS")) orders.last = number(seeds, orders.last);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::string_view value = i + 1 < words.size() ? words[i + 1] : "";
    if (word == "--shrink") {
      orders.shrinks = true;
    } else if (word == "--tell") {
      orders.tells = true;
    } else if (word == "--go-on") {
      orders.goes_on = true;
    } else if (word == "--short") {
      orders.last = std::min(orders.last, orders.first + 7);
    } else if (word == "--step") {
      orders.step = std::max<std::uint64_t>(1, number(value, 1));
      ++i;
    } else if (word == "--seeds") {
      orders.first = number(value, 1);
      const auto dash = value.find('-');
      orders.last = dash == value.npos ? orders.first : number(value.substr(dash + 1), orders.first);
      ++i;
    } else if (word == "--plan") {
      orders.plan = parse_plan(value);
      if (!orders.plan) return std::nullopt;
      ++i;
    } else {
      return std::nullopt;
    }
  }
  return orders;
}

struct Totals {
  int worlds = 0, violations = 0;
  long long restarts = 0, lives = 0;
  double dyno_hours = 0;
  std::array<std::uint64_t, faults> struck{};

  void add(const Outcome& outcome) {
    ++worlds;
    violations += outcome.broken.empty() ? 0 : 1;
    restarts += outcome.restarts;
    lives += outcome.lives;
    dyno_hours += outcome.dyno_hours;
    for (std::size_t i = 0; i < struck.size(); ++i) struck[i] += outcome.struck[i];
  }
};

void report(const Totals& totals, double cpu) {
  fmt::print("{} worlds, {:.0f} dyno-hours, {} restarts, {} starts of swapguard, {} violations\n",
             totals.worlds, totals.dyno_hours, totals.restarts, totals.lives, totals.violations);
  std::string line = "faults:";
  for (std::size_t i = 0; i < totals.struck.size(); ++i) {
    if (totals.struck[i] == 0) continue;
    line += fmt::format(" {} {}", to_text(static_cast<Fault>(i)), totals.struck[i]);
  }
  fmt::print("{}\n{:.1f} s of CPU, {:.0f} dyno-hours a second\n", line, cpu, totals.dyno_hours / cpu);
}

void complain(const Plan& plan, const Outcome& outcome, std::string_view program) {
  for (const std::string& each : outcome.broken) fmt::print("{}\n", each);
  fmt::print("again:   {} --plan '{}'\nsmaller: {} --shrink --plan '{}'\n", program, to_text(plan), program,
             to_text(plan));
  static_cast<void>(std::fflush(stdout));
}

int run(const Orders& orders, std::string_view program) {
  if (orders.plan && orders.shrinks) {
    const Plan least = shrink(*orders.plan, [](const Plan& plan) {
      fmt::print("{}\n", to_text(plan));
      static_cast<void>(std::fflush(stdout));
    });
    complain(least, play(least), program);
    return 1;
  }
  Totals totals;
  const std::clock_t began = std::clock();
  const auto one = [&](const Plan& plan) {
    const auto print = [](const std::string& line) { fmt::print("{}\n", line); };
    const Outcome outcome = orders.tells ? play(plan, print) : play(plan);
    totals.add(outcome);
    if (!outcome.broken.empty()) complain(plan, outcome, program);
    return outcome.broken.empty() || orders.goes_on;
  };
  if (orders.plan) {
    one(*orders.plan);
  } else {
    for (std::uint64_t seed = orders.first; seed <= orders.last; seed += orders.step) {
      if (!one(plan_of(seed))) break;
    }
  }
  report(totals, static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
  return totals.violations == 0 ? 0 : 1;
}

}  // namespace
}  // namespace swapguard::worlds

int main(int count, char** words) {
  const std::string_view program = words[0];
  const auto orders = swapguard::worlds::orders_of({words + 1, words + count});
  if (orders) return swapguard::worlds::run(*orders, program);
  fmt::print(stderr, "usage: {} [--seeds FROM-TO] [--step N] [--go-on] [--plan PLAN] [--tell] [--shrink]\n",
             program);
  return 64;
}
