#include "core/learn/course.h"

#include <cmath>
#include <utility>

#include "core/learn/statistics.h"

namespace swapguard::learn {
namespace {

constexpr std::size_t points_needed = 8;

}  // namespace

void Course::push(Instant at, Bytes used) {
  if (points_.empty() && gathered_ == 0) first_ = at;
  seconds_ += to_seconds(at - first_);
  hundredths_ += 100 * used.to_megabytes();
  if (++gathered_ < stride_) return;
  points_.push_back({std::llround(seconds_ / gathered_), std::llround(hundredths_ / gathered_)});
  seconds_ = hundredths_ = 0;
  gathered_ = 0;
  if (points_.size() < points_max) return;
  for (std::size_t i = 0; i < points_max / 2; ++i) {
    const auto& left = points_[2 * i];
    const auto& right = points_[2 * i + 1];
    points_[i] = {(left.seconds + right.seconds) / 2, (left.hundredths + right.hundredths) / 2};
  }
  points_.resize(points_max / 2);
  stride_ *= 2;
}

std::optional<double> Course::slope() const {
  if (points_.size() < points_needed) return std::nullopt;
  std::vector<std::pair<double, double>> line;
  for (const Point& point : points_) {
    line.emplace_back(static_cast<double>(point.seconds) / 3600, static_cast<double>(point.hundredths) / 100);
  }
  return robust_slope(line);
}

}  // namespace swapguard::learn
