// What the benchmarks share: medians and a clock. Benchmarks may look at the clock; nothing under src/core
// may.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace swapguard::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The value below which the share lies: quantile(v, 0.5) is the median.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(share * last + 0.5)];
}

}  // namespace swapguard::bench
