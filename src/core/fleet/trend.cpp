#include "core/fleet/trend.h"

#include <algorithm>
#include <cmath>

namespace swapguard::fleet {

void Trend::push(Instant at, Bytes used) {
  const double value = static_cast<double>(used.count);
  if (readings_ == 0) {
    first_ = newest_ = at;
    base_ = value;
  }
  // Moves the origin of time to the new reading and lets the old ones fade.
  const double step = to_seconds(at - newest_);
  const double fade = std::exp2(-step / to_seconds(half_life));
  Sums& s = sums_;
  s.tt = fade * (s.tt - 2 * step * s.t + step * step * s.weight);
  s.ty = fade * (s.ty - step * s.y);
  s.t = fade * (s.t - step * s.weight);
  s.y = fade * s.y;
  s.yy = fade * s.yy;
  s.weight = fade * s.weight;

  const double y = value - base_;
  s.weight += 1;
  s.y += y;
  s.yy += y * y;
  newest_ = at;
  ++readings_;
}

std::optional<Growth> Trend::growth() const {
  if (readings_ < readings_needed || newest_ - first_ < span_needed) return std::nullopt;
  const Sums& s = sums_;
  const double spread_t = s.tt - s.t * s.t / s.weight;
  if (spread_t <= 0 || s.weight <= 3) return std::nullopt;
  const double slope = (s.ty - s.t * s.y / s.weight) / spread_t;
  const double residual = std::max(0.0, s.yy - s.y * s.y / s.weight - slope * slope * spread_t);
  return Growth{slope, std::sqrt(residual / (s.weight - 2) / spread_t), readings_};
}

std::optional<Duration> Trend::time_to(Bytes used, Bytes limit) const {
  const auto now = growth();
  if (!now || now->per_second <= 2 * now->spread || now->per_second <= 0) return std::nullopt;
  const double left = std::max(0.0, static_cast<double>((limit - used).count) / now->per_second);
  if (left > to_seconds(days{30})) return std::nullopt;
  return Duration{std::llround(left * 1e6)};
}

}  // namespace swapguard::fleet
