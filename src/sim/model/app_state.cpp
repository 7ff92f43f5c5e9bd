#include "sim/model/app_state.h"

#include <cmath>
#include <numbers>

namespace swapguard::sim {

double request_rate(const AppSpec& spec, Instant at) {
  const Duration of_day = at - std::chrono::floor<days>(at);
  const double angle = 2 * std::numbers::pi * to_seconds(of_day - hours{15}) / 86400.0;
  return spec.requests_per_second * (1.0 + spec.day_swing * std::cos(angle));
}

}  // namespace swapguard::sim
