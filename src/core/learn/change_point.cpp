#include "core/learn/change_point.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/learn/bands.h"

namespace swapguard::learn {
namespace {

constexpr std::size_t points_needed = 6;
// A rise must fit this much better than a step to be preferred: it can bend around noise, a step cannot.
constexpr double rise_margin = 0.9;

// How the rise goes on behind the change, by points of percent beyond it.
enum class Shape { step, straight, bends, bends_early };
constexpr Shape shapes[] = {Shape::step, Shape::straight, Shape::bends, Shape::bends_early};

double rise_of(Shape shape, double beyond) {
  switch (shape) {
    case Shape::step:
      return 1;
    case Shape::straight:
      return beyond;
    case Shape::bends:
      return std::log1p(0.05 * beyond);
    case Shape::bends_early:
      return std::log1p(0.3 * beyond);
  }
  return 0;
}

// The rise in the middle of each band from the change on.
using Rises = std::array<double, bands>;

Rises rises_of(Shape shape) {
  Rises rises{};
  for (std::size_t band = 0; band < rises.size(); ++band) {
    rises[band] = rise_of(shape, band_width * (static_cast<double>(band) + 0.5));
  }
  return rises;
}

// The residual of `value = a + k · rise` by weighted least squares; nothing when k is not positive.
std::optional<double> residual(const std::vector<BandPoint>& points, const Rises& rises, double change) {
  double w = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  for (const BandPoint& point : points) {
    const auto beyond = static_cast<std::size_t>(std::max(0.0, (point.percent - change) / band_width));
    const double rise = point.percent < change ? 0 : rises[std::min(beyond, rises.size() - 1)];
    w += point.weight;
    x += point.weight * rise;
    y += point.weight * point.value;
    xx += point.weight * rise * rise;
    xy += point.weight * rise * point.value;
    yy += point.weight * point.value * point.value;
  }
  const double spread = xx - x * x / w;
  const double common = xy - x * y / w;
  if (spread <= 0 || common <= 0) return std::nullopt;
  return yy - y * y / w - common * common / spread;
}

}  // namespace

std::optional<ChangePoint> find_rise(const std::vector<BandPoint>& points) {
  if (points.size() < points_needed) return std::nullopt;
  std::optional<ChangePoint> best;
  double best_rank = 0;
  for (const Shape shape : shapes) {
    const Rises rises = rises_of(shape);
    for (std::size_t i = 1; i < points.size(); ++i) {
      const auto left = residual(points, rises, points[i].percent);
      if (!left) continue;
      const double rank = shape == Shape::step ? *left * rise_margin : *left;
      if (best && rank >= best_rank) continue;
      best = ChangePoint{points[i].percent, *left};
      best_rank = rank;
    }
  }
  return best;
}

}  // namespace swapguard::learn
