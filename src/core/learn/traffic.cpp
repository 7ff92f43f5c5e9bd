#include "core/learn/traffic.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace swapguard::learn {
namespace {

// Prior spread of each term: daily rhythms are strong, finer ones weaker, weekends differ.
constexpr std::array<double, 8> prior_spread = {10, 0.6, 0.6, 0.25, 0.25, 0.12, 0.12, 0.3};
// Of one quarter around the shape; wide, because neighbouring quarters err alike.
constexpr double quarter_spread = 0.35;
constexpr double forgets = 0.9990;  // a quarter; half of it is gone after a week
constexpr Duration recent_span = minutes{5};
constexpr Duration deviation_lasts = minutes{40};
constexpr double deviation_variance = 0.03;

double decayed(double value, Duration since, Duration lasts) {
  return value * std::exp(-std::max(0.0, to_seconds(since)) / to_seconds(lasts));
}

}  // namespace

Traffic::Row Traffic::row(Instant at) {
  const auto day = std::chrono::floor<days>(at);
  const double angle = 2 * std::numbers::pi * to_seconds(at - day) / 86400;
  const double c = std::cos(angle), s = std::sin(angle);
  const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
  // The harmonics by the theorems of addition: two calls instead of six, for each step of each plan.
  return {
      1, c, s, c * c - s * s, 2 * s * c, c * (4 * c * c - 3), s * (3 - 4 * s * s), weekday >= 6 ? 1.0 : 0.0};
}

int Traffic::slot(Instant at) { return static_cast<int>((at - std::chrono::floor<days>(at)) / minutes{30}); }

// With what was gathered since.
Traffic::Faded Traffic::recent() const {
  if (gathered_ == 0) return faded_;
  const Instant mean = gathered_from_ + gathered_after_ / gathered_;
  const double requests = share_ * static_cast<double>(gathered_);
  return {decayed(faded_.requests, mean - faded_.at, recent_span) + requests, std::max(mean, faded_.at)};
}

// What was gathered joins the rest; what comes next is gathered from here on.
void Traffic::gather(Instant from, double share) {
  faded_ = recent();
  count_ += share_ * static_cast<double>(gathered_);
  gathered_from_ = from;
  gathered_ = 0;
  share_ = share;
  gathered_after_ = {};
}

void Traffic::pass(Instant at) {
  if (!started_) {
    started_ = true;
    open_since_ = at;
    gather(at, share_);
    faded_.at = at;
    newest_ = at;
    return;
  }
  newest_ = std::max(newest_, at);
  const Duration open = newest_ - open_since_;
  if (open < bucket) return;
  gather(at, share_);
  // A silence of hours is a broken log, not a quiet app.
  if (open < 3 * bucket) learn(open_since_ + open / 2, count_ / to_seconds(open));
  open_since_ = newest_;
  count_ = 0;
}

void Traffic::resume(Instant at) {
  started_ = true;
  open_since_ = newest_ = at;
  gather(at, share_);
  count_ = 0;
  faded_ = {known() ? std::exp(shape(at)) * to_seconds(recent_span) : 0, at};
}

void Traffic::learn(Instant at, double rate) {
  ++closed_;
  const double y = std::log(std::max(rate, rate_least));
  if (closed_ == 1) {
    for (std::size_t i = 0; i < terms; ++i) {
      information_[i][i] = 1 / (prior_spread[i] * prior_spread[i]);
    }
  }
  const Row x = row(at);
  const double precision = 1 / (quarter_spread * quarter_spread);
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j < terms; ++j) {
      const double prior = i == j ? 1 / (prior_spread[i] * prior_spread[i]) : 0;
      information_[i][j] = prior + (information_[i][j] - prior) * forgets + precision * x[i] * x[j];
    }
    evidence_[i] = evidence_[i] * forgets + precision * x[i] * y;
  }
  solve();
  double smooth = 0;
  for (std::size_t i = 0; i < terms; ++i) smooth += weights_[i] * x[i];
  const auto here = static_cast<std::size_t>(slot(at));
  offset_weight_[here] = std::min(offset_weight_[here] + 1, 12.0);
  offset_[here] += (y - smooth - offset_[here]) / offset_weight_[here];
  busiest_ = usual_ = 0;
  const auto day = std::chrono::floor<days>(at);
  for (int i = 0; i < slots_a_day; ++i) {
    const double rate_here = std::exp(shape(day + minutes{30} * i + minutes{15}));
    busiest_ = std::max(busiest_, rate_here);
    usual_ += rate_here / slots_a_day;
  }
}

// Gaussian elimination of a symmetric, positive matrix: no pivots needed.
void Traffic::solve() {
  auto a = information_;
  auto b = evidence_;
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = i + 1; j < terms; ++j) {
      const double factor = a[j][i] / a[i][i];
      for (std::size_t k = i; k < terms; ++k) a[j][k] -= factor * a[i][k];
      b[j] -= factor * b[i];
    }
  }
  for (std::size_t i = terms; i-- > 0;) {
    for (std::size_t k = i + 1; k < terms; ++k) b[i] -= a[i][k] * weights_[k];
    weights_[i] = b[i] / a[i][i];
  }
}

double Traffic::shape(Instant at) const {
  const Row x = row(at);
  double sum = 0;
  for (std::size_t i = 0; i < terms; ++i) sum += weights_[i] * x[i];
  const auto here = static_cast<std::size_t>(slot(at));
  // A half-hour seen on two days (four quarters) counts half of what it kept off the smooth shape.
  return sum + offset_[here] * offset_weight_[here] / (offset_weight_[here] + 4);
}

std::optional<double> Traffic::present(Instant at) const {
  if (!known()) return std::nullopt;
  const double smooth = std::exp(shape(at));
  const Faded all = recent();
  const double counted = decayed(all.requests, at - all.at, recent_span) / to_seconds(recent_span);
  const double enough = std::max(1.0, smooth * to_seconds(recent_span));
  const double trust = deviation_variance / (deviation_variance + 1 / enough);
  return smooth * std::pow(std::max(counted, smooth / 20) / smooth, trust);
}

Traffic::Ahead Traffic::ahead() const {
  const auto current = present(newest_);
  return {*this, current ? std::log(*current) - shape(newest_) : 0};
}

double Traffic::Ahead::rate(Instant at) const {
  return std::exp(traffic_.shape(at) + decayed(deviation_, at - traffic_.newest_, deviation_lasts));
}

}  // namespace swapguard::learn
