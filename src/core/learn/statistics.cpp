#include "core/learn/statistics.h"

#include <algorithm>
#include <cmath>

namespace swapguard::learn {
namespace {

struct Moments {
  double mean = 0, variance_of_mean = 0, degrees = 0;
};

Moments moments(const std::vector<double>& values) {
  const double count = static_cast<double>(values.size());
  Moments result;
  for (const double value : values) result.mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.degrees = count - 1;
  result.variance_of_mean = squares / result.degrees / count;
  return result;
}

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double robust_slope(const std::vector<std::pair<double, double>>& points) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * points.size() / 2);
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const double step = points[j].first - points[i].first;
      if (step != 0) slopes.push_back((points[j].second - points[i].second) / step);
    }
  }
  return median(std::move(slopes));
}

double as_normal(double t, double degrees) {
  const double size =
      (8 * degrees + 1) / (8 * degrees + 3) * std::sqrt(degrees * std::log1p(t * t / degrees));
  return std::copysign(size, t);
}

double upper_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

Comparison compare(const std::vector<double>& before, const std::vector<double>& after) {
  if (before.size() < 2 || after.size() < 2) return {};
  const Moments old = moments(before);
  const Moments fresh = moments(after);
  Comparison result{old.mean, fresh.mean, 1};
  const double variance = old.variance_of_mean + fresh.variance_of_mean;
  if (variance <= 0) {
    result.chance = fresh.mean > old.mean ? 0 : 1;
    return result;
  }
  // Welch–Satterthwaite.
  const double degrees = variance * variance /
                         (old.variance_of_mean * old.variance_of_mean / old.degrees +
                          fresh.variance_of_mean * fresh.variance_of_mean / fresh.degrees);
  result.chance = upper_tail(as_normal((fresh.mean - old.mean) / std::sqrt(variance), degrees));
  return result;
}

}  // namespace swapguard::learn
