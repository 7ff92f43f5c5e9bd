#include "core/learn/course.h"

#include "core/learn/statistics.h"

namespace swapguard::learn {
namespace {

constexpr std::size_t points_needed = 8;

}  // namespace

void Course::push(Instant at, Bytes used) {
  if (points_.empty() && gathered_ == 0) first_ = at;
  hours_ += to_seconds(at - first_) / 3600;
  megabytes_ += used.to_megabytes();
  if (++gathered_ < stride_) return;
  points_.emplace_back(hours_ / gathered_, megabytes_ / gathered_);
  hours_ = megabytes_ = 0;
  gathered_ = 0;
  if (points_.size() < points_max) return;
  for (std::size_t i = 0; i < points_max / 2; ++i) {
    const auto& left = points_[2 * i];
    const auto& right = points_[2 * i + 1];
    points_[i] = {(left.first + right.first) / 2, (left.second + right.second) / 2};
  }
  points_.resize(points_max / 2);
  stride_ *= 2;
}

std::optional<double> Course::slope() const {
  if (points_.size() < points_needed) return std::nullopt;
  return robust_slope(points_);
}

}  // namespace swapguard::learn
