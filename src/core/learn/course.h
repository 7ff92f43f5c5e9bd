// Course: the memory of one life from its warm-up on, as at most 64 points. When they are full, neighbours
// are merged: memory is O(1) however long the life.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::learn {

class Course {
 public:
  static constexpr std::size_t points_max = 64;

  void push(Instant at, Bytes used);
  // MB an hour, robust against saws and outliers (Theil–Sen). Nothing before eight points.
  std::optional<double> slope() const;

 private:
  std::vector<std::pair<double, double>> points_;  // hours since the first reading, MB: means of `stride_`
  Instant first_{};
  int stride_ = 1;
  int gathered_ = 0;
  double hours_ = 0, megabytes_ = 0;  // sums of what is gathered for the next point
};

}  // namespace swapguard::learn
