// One fold of a sample, in fleets of 10, 1,000 and 10,000 dynos: the cost should not depend on the size.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "measure.h"

namespace swapguard {
namespace {

guard::Observed sample(const std::string& dyno, int number, int round, Instant at) {
  observe::MemorySample memory;
  for (int i = 0; i < 4; ++i)
    memory.id.octets[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> 8 * i);
  memory.rss = Bytes::megabytes(300 + round % 7);
  memory.swap = Bytes{0};
  memory.quota = Bytes::megabytes(512);
  return {AppName{"acme"}, {at, DynoName{dyno}, memory, true}};
}

double nanoseconds_a_sample(int dynos) {
  policy::AppPolicy policy;
  policy.app = AppName{"acme"};
  guard::Guard guard{{policy}};
  const int rounds = std::max(5, 200'000 / dynos);
  const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const Instant at = start + seconds{20} * round;
    std::vector<guard::Event> events;
    for (int i = 0; i < dynos; ++i) events.emplace_back(sample("web." + std::to_string(i + 1), i, round, at));
    const auto began = bench::Clock::now();
    for (const auto& event : events) guard.step(event, at);
    times.push_back(bench::seconds_since(began) / dynos * 1e9);
  }
  return bench::quantile(times, 0.5);
}

}  // namespace
}  // namespace swapguard

int main() {
  double smallest = 0;
  fmt::print("step: one memory sample through the guard, median\n");
  for (int dynos : {10, 1'000, 10'000}) {
    const double cost = swapguard::nanoseconds_a_sample(dynos);
    if (smallest == 0) smallest = cost;
    fmt::print("  {:6} dynos  {:6.0f} ns   ratio {:.2f}\n", dynos, cost, cost / smallest);
  }
}
