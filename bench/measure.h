// What the benchmarks share: a clock, medians, interleaved rounds, and the row that bench/run collects.
// Benchmarks may look at the clock; nothing under src/core may.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::bench {

using Clock = std::chrono::steady_clock;

// The processor time that this thread has had: what others on the machine take does not count.
inline double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The value below which the share lies: quantile(v, 0.5) is the median.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(share * last + 0.5)];
}

// Keeps a result from being optimised away.
inline void keep(std::uint64_t value) { asm volatile("" : : "r"(value) : "memory"); }

struct Contender {
  std::string name;
  std::function<void()> run;
  std::vector<double> seconds = {};

  double median() const { return quantile(seconds, 0.5); }
};

// Runs all of them in turn on this thread, round after round: what disturbs one of them disturbs its
// neighbours too. The first round warms up and does not count.
inline void race(std::vector<Contender>& all, int rounds) {
  for (int round = 0; round <= rounds; ++round) {
    for (auto& each : all) {
      const double start = thread_seconds();
      each.run();
      if (round > 0) each.seconds.push_back(thread_seconds() - start);
    }
  }
}

// `reference` / `ours` round by round: above 1 ours is the faster one.
inline std::vector<double> ratios(const Contender& ours, const Contender& reference) {
  std::vector<double> all;
  for (std::size_t i = 0; i < ours.seconds.size(); ++i) all.push_back(reference.seconds[i] / ours.seconds[i]);
  return all;
}

// One row of the table; bench/README.md tells what the columns are. `least` and `aim` are written as the
// table shows them: `0.75`, `<1 ms`; empty where there is none.
struct Row {
  std::string name, ours, reference;
  std::vector<double> figures;  // of each round; the table shows the median and the spread
  std::string least, aim;
  const char* unit = "";  // ` ms`
};

inline void print_row(const Row& row) {
  const auto text = [&](double share) {
    return fmt::format("{:.3g}{}", quantile(row.figures, share), row.unit);
  };
  fmt::print("row\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", row.name, row.ours, row.reference, text(0.5), text(0.1),
             text(0.9), row.least, row.aim);
  std::fflush(stdout);
}

// The path of the program to measure; null when the command line has none, which is told.
inline const char* program_of(int count, char** words, const char* usage) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // children must not print what waits here
  if (count >= 2) return words[1];
  fmt::print(stderr, "usage: {}\n", usage);
  return nullptr;
}

inline bool has_flag(int count, char** words, std::string_view flag) {
  return std::find(words + 1, words + count, flag) != words + count;
}

}  // namespace swapguard::bench
