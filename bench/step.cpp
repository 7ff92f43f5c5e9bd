// One fold of a sample in fleets of 10, 1,000 and 100,000 dynos, and what a dyno takes of memory: the cost
// should not depend on the size. Apps hold at most 10,000 places, so the largest fleet is ten of them.
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/guard/guard.h"
#include "measure.h"

namespace swapguard::bench {
namespace {

constexpr int dynos_an_app = 10'000;
const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * 4096 / 1e6;
}

class Fleet {
 public:
  explicit Fleet(int dynos) : dynos_(dynos) {
    std::vector<policy::AppPolicy> policies;
    for (int app = 0; app * dynos_an_app < dynos; ++app) {
      apps_.emplace_back(fmt::format("acme-{}", app));
      policies.emplace_back().app = apps_.back();
    }
    guard_ = std::make_unique<guard::Guard>(std::move(policies));
    for (int i = 0; i < dynos; ++i) {
      observe::MemorySample sample;
      for (int octet = 0; octet < 4; ++octet)
        sample.id.octets[static_cast<std::size_t>(octet)] = static_cast<std::uint8_t>((i + 1) >> 8 * octet);
      sample.swap = Bytes{0};
      sample.quota = Bytes::megabytes(512);
      lines_.push_back({start, DynoName{fmt::format("web.{}", i % dynos_an_app + 1)}, sample, true});
    }
  }

  // A reading of every dyno.
  void round() {
    const Instant at = start + seconds{20} * round_;
    for (int i = 0; i < dynos_; ++i) {
      observe::Observation& line = lines_[static_cast<std::size_t>(i)];
      line.at = at;
      std::get<observe::MemorySample>(line.what).rss = Bytes::megabytes(300 + round_ % 7);
      guard_->observe(apps_[static_cast<std::size_t>(i / dynos_an_app)], line, at);
    }
    ++round_;
  }

 private:
  int dynos_, round_ = 0;
  std::vector<AppName> apps_;
  std::vector<observe::Observation> lines_;
  std::unique_ptr<guard::Guard> guard_;
};

// Windows are full after 64 readings; from then on nothing grows.
void measure(bool small) {
  std::vector<int> sizes = {10, 1'000, small ? 2'000 : 100'000};
  std::vector<double> smallest;
  for (const int dynos : sizes) {
    Fleet fleet(dynos);
    const double before = resident_megabytes();
    for (int round = 0; round < 70; ++round) fleet.round();
    const double taken = resident_megabytes() - before;
    std::vector<double> costs;
    // Each time so many as forecasts are made anew in: five minutes, and more of a few dynos.
    const int repeated = std::max(15, 3'000 / dynos);
    for (int round = 0; round < (small ? 2 : 7); ++round) {
      const double began = thread_seconds();
      for (int i = 0; i < repeated; ++i) fleet.round();
      costs.push_back((thread_seconds() - began) / dynos / repeated * 1e9);
    }
    if (smallest.empty()) smallest = costs;
    std::vector<double> ratios;
    for (const double cost : costs) ratios.push_back(cost / quantile(smallest, 0.5));
    print_row({fmt::format("cost of a sample at {} dynos", dynos),
               fmt::format("{:.0f} ns", quantile(costs, 0.5)),
               fmt::format("at 10 dynos {:.0f} ns", quantile(smallest, 0.5)), ratios, "<1.5", "<1.05"});
    if (dynos < 1'000) continue;
    const double each = taken * 1e6 / dynos;
    print_row({fmt::format("memory of a dyno at {}", dynos),
               fmt::format("{:.0f} octets", each),
               fmt::format("{:.0f} MB in all", taken),
               {each},
               "",
               ""});
  }
}

}  // namespace
}  // namespace swapguard::bench

int main(int count, char** words) {
  using namespace swapguard::bench;
  measure(has_flag(count, words, "--short"));
}
