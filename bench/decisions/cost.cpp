#include "cost.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace swapguard::bench {

namespace {

constexpr std::size_t grades = 4096;  // of depth up to ruin

// The bound asks millions of times: the curve is kept as a polygon.
const std::vector<double> swap_curve = [] {
  std::vector<double> curve;
  for (std::size_t i = 0; i <= grades; ++i) {
    const double part = static_cast<double>(i) / grades;
    curve.push_back(prices.shallow + (1 - prices.shallow) * std::pow(part, prices.bend));
  }
  return curve;
}();

}  // namespace

double hurt_by_swap(double depth) {
  if (depth <= 0) return 0;
  if (depth >= prices.ruin) return 1;
  const double grade = depth / prices.ruin * grades;
  const auto below = static_cast<std::size_t>(grade);
  const double beyond = grade - static_cast<double>(below);
  return swap_curve[below] + beyond * (swap_curve[below + 1] - swap_curve[below]);
}

double hurt_by_warm_up(int steps_up, int warm_up) {
  if (steps_up < 0 || steps_up >= warm_up) return 0;
  return prices.warm_up * (1 - static_cast<double>(steps_up) / warm_up);
}

double hurt_by_outage(double requests, double capacity, int dynos, int serving) {
  if (serving <= 0) return requests;
  const double refused = std::max(0.0, requests - capacity * serving);
  const double moved = requests * std::max(0, dynos - serving) / std::max(1, dynos);
  return std::min(requests, refused + prices.taken_over * moved);
}

double hurt_by_one_down(double requests, double capacity, int dynos) {
  const double before = hurt_by_outage(requests, capacity, dynos, dynos);
  const double first = hurt_by_outage(requests, capacity, dynos, dynos - 1) - before;
  return std::min(first, (requests - before) / std::max(1, dynos));  // all down: each request is hurt once
}

}  // namespace swapguard::bench
