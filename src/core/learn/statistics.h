// Statistics: the few robust tools that learning stands on. Pure functions of their samples.
#pragma once

#include <utility>
#include <vector>

namespace swapguard::learn {

// The middle value; of an even number the mean of the two in the middle. 0 for none.
double median(std::vector<double> values);

// Theil–Sen: the median of the slopes of all pairs (Theil 1950; Sen, JASA 63, 1968). Up to 29 % of the points
// may be wild without harm. 0 for fewer than two points of different x. O(n²): for at most a hundred points.
double robust_slope(const std::vector<std::pair<double, double>>& points);

// The normal deviate that is as rare as `t` under Student's distribution (Wallace, Ann. Math. Stat. 30,
// 1959); within 0.03 of the exact one for 3 and more degrees of freedom.
double as_normal(double t, double degrees);
// Probability of a standard normal above z.
double upper_tail(double z);

// Whether the mean of `after` lies above that of `before`, with unequal variances (Welch, Biometrika 34,
// 1947).
struct Comparison {
  double before = 0, after = 0;  // means
  double chance = 1;             // of so large a rise, or a larger one, if there is none
};
// Both need two values; with fewer the chance is 1.
Comparison compare(const std::vector<double>& before, const std::vector<double>& after);

}  // namespace swapguard::learn
