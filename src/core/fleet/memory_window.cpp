#include "core/fleet/memory_window.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace swapguard::fleet {
namespace {

// Share of the requests that a dyno hurts while it is this far over its quota: a little swap is hardly felt,
// at half a quota of it nothing works.
double hurt_share(double depth) {
  if (depth <= 0) return 0;
  return std::min(1.0, 0.02 + 0.98 * std::pow(depth / 0.5, 1.3));
}

}  // namespace

int MemoryWindow::over(Bytes limit, int out_of) const {
  int count = 0;
  const auto most = std::min(readings_.size(), static_cast<std::size_t>(std::max(out_of, 0)));
  for (std::size_t i = 0; i < most; ++i) {
    if (readings_.back(i).used >= limit) ++count;
  }
  return count;
}

Duration MemoryWindow::over_since(Bytes limit) const {
  Duration since{0};
  for (std::size_t i = 0; i < readings_.size() && readings_.back(i).used >= limit; ++i) {
    since = readings_.newest().at - readings_.back(i).at;
  }
  return since;
}

Bytes MemoryWindow::swap_growth(int samples) const {
  if (readings_.size() < 2 || samples < 2) return Bytes{0};
  const auto steps = std::min(readings_.size(), static_cast<std::size_t>(samples)) - 1;
  return readings_.newest().swap - readings_.back(steps).swap;
}

Bytes MemoryWindow::median(std::size_t skip) const {
  std::array<std::int64_t, 9> values{};
  const std::size_t n = std::min(values.size(), readings_.size() - std::min(skip, readings_.size()));
  for (std::size_t i = 0; i < n; ++i) values[i] = readings_.back(skip + i).used.count;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(values.begin(), middle, values.begin() + static_cast<std::ptrdiff_t>(n));
  return Bytes{*middle};
}

MemoryWindow::Excursion MemoryWindow::excursion(Bytes limit, Bytes quota) const {
  Excursion excursion;
  std::size_t run = 0;
  for (; run < readings_.size() && readings_.back(run).used >= limit; ++run) {
    const auto& reading = readings_.back(run);
    const double depth = percent_of(reading.used, quota) / 100 - 1;
    const Duration lasted =
        run + 1 < readings_.size() ? reading.at - readings_.back(run + 1).at : seconds{20};
    excursion.hurt += hurt_share(depth) * std::min(60.0, to_seconds(lasted));
  }
  // The reading next to it may have caught the rise.
  if (readings_.size() < run + 6) return excursion;
  excursion.before = static_cast<double>(median(run + 1).count);
  return excursion;
}

bool MemoryWindow::falling(Bytes whole) const {
  if (readings_.empty()) return false;
  Bytes highest{0};
  for (std::size_t i = 1; i < std::min<std::size_t>(readings_.size(), 5); ++i) {
    highest = std::max(highest, readings_.back(i).used);
  }
  return (highest - readings_.newest().used).count * 20 >= whole.count && highest > readings_.newest().used;
}

}  // namespace swapguard::fleet
