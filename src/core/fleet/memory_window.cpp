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

// By a network of comparisons (Paeth, Graphics Gems, 1990), of which none is a jump: asked with each reading.
std::int64_t median_of_nine(std::array<std::int64_t, 9> v) {
  const auto order = [](std::int64_t& low, std::int64_t& high) {
    const std::int64_t least = std::min(low, high);
    high = std::max(low, high);
    low = least;
  };
  for (std::size_t i = 0; i < 9; i += 3) order(v[i + 1], v[i + 2]);
  for (std::size_t i = 0; i < 9; i += 3) order(v[i], v[i + 1]);
  for (std::size_t i = 0; i < 9; i += 3) order(v[i + 1], v[i + 2]);
  v[3] = std::max(v[0], v[3]);
  v[5] = std::min(v[5], v[8]);
  order(v[4], v[7]);
  v[6] = std::max(v[3], v[6]);
  v[4] = std::max(v[1], v[4]);
  v[2] = std::min(v[2], v[5]);
  v[4] = std::min(v[4], v[7]);
  order(v[4], v[2]);
  v[4] = std::max(v[6], v[4]);
  return std::min(v[4], v[2]);
}

}  // namespace

void MemoryWindow::push(const Reading& reading) {
  constexpr std::int64_t used_most = (std::int64_t{1} << used_bits) - 1;
  constexpr milliseconds step_most{(1 << (64 - used_bits)) - 1};
  // Of whole milliseconds, so that what is cut off does not add up.
  const auto in_milliseconds = [](Instant at) { return std::chrono::floor<milliseconds>(at); };
  const milliseconds step =
      empty() ? milliseconds{0} : in_milliseconds(reading.at) - in_milliseconds(newest_at_);
  const Packed packed = static_cast<Packed>(std::clamp(reading.used.count, std::int64_t{0}, used_most)) |
                        static_cast<Packed>(std::clamp(step, milliseconds{0}, step_most).count())
                            << used_bits;
  newest_at_ = reading.at;
  if (reading.swap.count != 0) lengthen();
  const std::size_t number = pushed_++;
  if (long_) {
    long_->readings[slot(number, readings_max)] = packed;
    long_->swaps[slot(number, readings_max)] = reading.swap;
  } else {
    short_[slot(number, readings_short)] = packed;
  }
  size_ = static_cast<std::uint8_t>(std::min<std::size_t>(size_ + 1U, long_ ? readings_max : readings_short));
}

void MemoryWindow::lengthen() {
  if (long_) return;
  long_ = std::make_unique<Long>();
  for (std::size_t back = 0; back < size_; ++back) {
    const std::size_t number = pushed_ - 1U - back;
    long_->readings[slot(number, readings_max)] = short_[slot(number, readings_short)];
  }
}

int MemoryWindow::over(Bytes limit, int out_of) const {
  int count = 0;
  const auto most = std::min(size(), static_cast<std::size_t>(std::max(out_of, 0)));
  for (std::size_t i = 0; i < most; ++i) {
    if (used(i) >= limit) ++count;
  }
  return count;
}

Duration MemoryWindow::over_since(Bytes limit) const {
  Duration since{0};
  for (std::size_t i = 1; i < size() && used(i - 1) >= limit && used(i) >= limit; ++i) since += step(i - 1);
  return since;
}

Bytes MemoryWindow::swap_growth(int samples) const {
  if (size() < 2 || samples < 2) return Bytes{0};
  return swap(0) - swap(std::min(size(), static_cast<std::size_t>(samples)) - 1);
}

Bytes MemoryWindow::median(std::size_t skip) const {
  std::array<std::int64_t, 9> values{};
  const std::size_t n = std::min(values.size(), size() - std::min(skip, size()));
  for (std::size_t i = 0; i < n; ++i) values[i] = used(skip + i).count;
  if (n == values.size()) return Bytes{median_of_nine(values)};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(n / 2);
  std::nth_element(values.begin(), middle, values.begin() + static_cast<std::ptrdiff_t>(n));
  return Bytes{*middle};
}

MemoryWindow::Excursion MemoryWindow::excursion(Bytes limit, Bytes quota) const {
  Excursion excursion;
  std::size_t run = 0;
  for (; run < size() && used(run) >= limit; ++run) {
    const double depth = percent_of(used(run), quota) / 100 - 1;
    const Duration lasted = run + 1 < size() ? step(run) : seconds{20};
    excursion.hurt += hurt_share(depth) * std::min(60.0, to_seconds(lasted));
  }
  // The reading next to it may have caught the rise.
  if (size() < run + 6) return excursion;
  excursion.before = static_cast<double>(median(run + 1).count);
  return excursion;
}

bool MemoryWindow::falling(Bytes whole) const {
  if (empty()) return false;
  Bytes highest{0};
  for (std::size_t i = 1; i < std::min<std::size_t>(size(), 5); ++i) highest = std::max(highest, used(i));
  return (highest - used(0)).count * 20 >= whole.count && highest > used(0);
}

}  // namespace swapguard::fleet
