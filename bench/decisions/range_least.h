// RangeLeast: the least of any stretch of a series that is filled from its end, in constant time (a sparse
// table: the least of each stretch of two, four, eight … values).
#pragma once

#include <bit>
#include <numeric>
#include <vector>

namespace swapguard::bench {

class RangeLeast {
 public:
  explicit RangeLeast(std::size_t size) : values_(size, nothing), least_(levels, std::vector<int>(size)) {
    for (auto& level : least_) std::iota(level.begin(), level.end(), 0);
  }

  static constexpr double nothing = 1e300;

  double operator[](std::size_t i) const { return values_[i]; }

  // Positions are set from the last to the first; where none is set, nothing stands.
  void set(std::size_t i, double value) {
    values_[i] = value;
    least_[0][i] = static_cast<int>(i);
    for (std::size_t level = 1; level < levels; ++level) {
      const std::size_t half = std::size_t{1} << (level - 1);
      const int here = least_[level - 1][i];
      const int beyond = i + half < values_.size() ? least_[level - 1][i + half] : here;
      least_[level][i] = lesser(here, beyond);
    }
  }

  // Where the least of these stands, both ends included; `last` within 2048 of `first`.
  std::size_t least(std::size_t first, std::size_t last) const {
    const auto level = static_cast<std::size_t>(std::bit_width(last - first + 1) - 1);
    const std::size_t width = std::size_t{1} << level;
    return static_cast<std::size_t>(lesser(least_[level][first], least_[level][last + 1 - width]));
  }

 private:
  static constexpr std::size_t levels = 12;

  int lesser(int left, int right) const {
    return values_[static_cast<std::size_t>(right)] < values_[static_cast<std::size_t>(left)] ? right : left;
  }

  std::vector<double> values_;
  std::vector<std::vector<int>> least_;
};

}  // namespace swapguard::bench
