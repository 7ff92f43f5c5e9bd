#include "core/learn/growth.h"

#include <algorithm>
#include <cmath>

namespace swapguard::learn {
namespace {

// What the readings of a place and of a type count beside the generation's own.
constexpr double place_counts = 1, type_counts = 0.15;
constexpr double apart_from = 2;  // standard errors; below it dynos are taken to be alike
// Spread of the prior: growth of a tenth of the limit an hour, by either clock; working set and settling
// less.
constexpr double prior_hour = 0.10, prior_set = 0.08, prior_settling = 0.05;
constexpr double noise = 0.02;                 // of one reading about the line; neighbouring ones err alike
constexpr double settles_within = 4 * 3600.0;  // seconds; heaps of most runtimes are full after hours

}  // namespace

GrowthSums::Step GrowthSums::add(const Row& x, double level, double keeps) {
  weight_ = weight_ * keeps + 1;
  Step step;
  step.share = 1 - 1 / weight_;
  step.level = level - mean_level_;
  for (std::size_t i = 0; i < terms; ++i) step.x[i] = x[i] - mean_[i];
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      Single& sum = xx_[pair(i, j)];
      sum = sum * keeps + step.share * step.x[i] * step.x[j];
    }
    xy_[i] = xy_[i] * keeps + step.share * step.x[i] * step.level;
    mean_[i] = mean_[i] + step.x[i] / weight_;
  }
  mean_level_ = mean_level_ + step.level / weight_;
  return step;
}

void GrowthSums::share(const Step& step, double most) {
  const double keeps = weight_ + 1 > most ? most / (weight_ + 1) : 1;
  weight_ = (weight_ + 1) * keeps;
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      Single& sum = xx_[pair(i, j)];
      sum = (sum + step.share * step.x[i] * step.x[j]) * keeps;
    }
    xy_[i] = (xy_[i] + step.share * step.x[i] * step.level) * keeps;
  }
}

void GrowthSums::scale(double by) {
  mean_level_ = mean_level_ * by;
  for (Single& each : xy_) each = each * by;
}

void Growth::scale(double by) {
  for (double* each : {&per_second, &per_request, &per_rate, &settling, &spread}) *each *= by;
}

double GrowthSums::settling_share(double age_seconds) { return 1 - std::exp(-age_seconds / settles_within); }

double Growth::in(double seconds, double rate) const {
  return std::max(0.0, seconds * (per_second + per_request * rate));
}

double Growth::settled(double age_seconds) const {
  return settling * GrowthSums::settling_share(age_seconds);
}

// Readings of several, each with its weight, as one regression.
Growth GrowthSums::fit(std::initializer_list<Part> parts, std::optional<double> usual_rate) {
  const double rate = std::max(usual_rate.value_or(0), 1e-6);
  // In units of an hour, of an hour's requests and of the usual rate, so that one prior fits all.
  const Row scale = {1.0 / 3600, 1.0 / (3600 * rate), 1.0 / rate, 1};
  const Row prior = {prior_hour, prior_hour, prior_set, prior_settling};
  // Gauss-Jordan on [a | b | 1]: symmetric and positive, no pivots needed.
  std::array<std::array<double, 2 * terms + 1>, terms> m{};
  for (std::size_t i = 0; i < terms; ++i) {
    for (const Part& part : parts) {
      for (std::size_t j = 0; j < terms; ++j) {
        m[i][j] += part.counts * part.sums.xx_[pair(i, j)] * scale[i] * scale[j];
      }
      m[i][terms] += part.counts * part.sums.xy_[i] * scale[i];
    }
    m[i][i] += noise * noise / (prior[i] * prior[i]);
    m[i][terms + 1 + i] = 1;
  }
  for (std::size_t i = 0; i < terms; ++i) {
    const double pivot = m[i][i];
    for (double& value : m[i]) value /= pivot;
    for (std::size_t j = 0; j < terms; ++j) {
      const double factor = m[j][i];
      if (j == i) continue;
      for (std::size_t k = 0; k < m[j].size(); ++k) m[j][k] -= factor * m[i][k];
    }
  }
  Growth growth;
  growth.per_second = m[0][terms] * scale[0];
  growth.per_request = m[1][terms] * scale[1];
  growth.per_rate = m[2][terms] * scale[2];
  growth.settling = m[3][terms];
  const double by_requests = usual_rate ? m[1][terms + 2] + 2 * m[0][terms + 2] : 0;
  const double variance = m[0][terms + 1] + by_requests;
  growth.spread = noise * std::sqrt(std::max(0.0, variance));
  return growth;
}

// By what the two differ beyond their errors, dynos of the type differ from one another (DerSimonian and
// Laird, Controlled Clinical Trials, 1986), and so much less does the type say of this one: a healthy dyno
// that lives for a day has thousands of readings, and none of them is about its leaking neighbour.
Growth GrowthSums::estimate(const GrowthSums& own, const GrowthSums& place, const GrowthSums& type,
                            std::optional<double> usual_rate) {
  const double rate = usual_rate.value_or(0);
  const Growth here = fit({{own, 1}, {place, place_counts}}, usual_rate),
               others = fit({{type, 1}}, usual_rate);
  const double apart = (here.an_hour(rate) - others.an_hour(rate)) / apart_from;
  const double error = others.spread * others.spread;
  const double differ = std::max(0.0, apart * apart - here.spread * here.spread - error);
  return fit({{own, 1}, {place, place_counts}, {type, type_counts * error / (error + differ)}}, usual_rate);
}

}  // namespace swapguard::learn
