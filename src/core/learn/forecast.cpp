#include "core/learn/forecast.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace swapguard::learn {
namespace {

constexpr std::array<double, 3> shares = {0.05, 0.5, 0.95};
constexpr double noise = 0.02;  // of one level, as growth.cpp has it
constexpr double pace = 0.2;    // how far a miss moves a quantile, of the size of a miss
constexpr double size_keeps = 0.95;
// The first ones tell their size alone: they are taken as normally distributed.
constexpr int first_ones = 20;
constexpr std::array<double, 3> normal = {-1.645, 0, 1.645};
constexpr double deviation = 1.25;  // standard deviation of a normal distribution, of its mean size

// Where between horizons[i - 1] and horizons[i], by the logarithm of time.
double part_between(std::size_t i, Duration ahead) {
  static const auto logarithms = [] {
    std::array<double, Misses::horizons.size()> all{};
    for (std::size_t k = 0; k < all.size(); ++k) all[k] = std::log(to_seconds(Misses::horizons[k]));
    return all;
  }();
  return (std::log(to_seconds(ahead)) - logarithms[i - 1]) / (logarithms[i] - logarithms[i - 1]);
}

// The step before, and how far from it to the next.
std::pair<std::size_t, double> place_of(Duration ahead) {
  const double at =
      std::clamp(to_seconds(ahead) / to_seconds(step_to_come), 0.0, static_cast<double>(steps_to_come));
  const auto step = std::min(static_cast<std::size_t>(at), steps_to_come - 1);
  return {step, at - static_cast<double>(step)};
}

}  // namespace

void Misses::came(std::size_t index, double standard_errors) {
  Record& record = records_[index];
  const double size = std::abs(standard_errors);
  ++record.seen;
  record.size += (size - record.size) * std::max(1 - size_keeps, 1.0 / record.seen);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    double& quantile = record.quantiles[i];
    if (record.seen <= first_ones) {
      quantile = normal[i] * deviation * record.size;
    } else {
      quantile += pace * record.size * (shares[i] - (standard_errors < quantile ? 1 : 0));
    }
  }
}

// Between two horizons by the logarithm of time, outside of them as at the nearest. A horizon of which
// nothing came yet is as the next shorter one.
double Misses::quantile(Share share, Duration ahead) const {
  const auto index = static_cast<std::size_t>(share);
  double here = records_[0].quantiles[index];
  for (std::size_t i = 1; i < horizons.size() && ahead > horizons[i - 1]; ++i) {
    const double next = records_[i].seen > 0 ? records_[i].quantiles[index] : here;
    if (ahead < horizons[i]) {
      return here + part_between(i, ahead) * (next - here);
    }
    here = next;
  }
  return here;
}

ToCome to_come(const Traffic& own, Instant at) {
  ToCome traffic{.from = at, .busy = own.usual().has_value(), .rates = {}};
  if (!traffic.busy) return traffic;
  const Traffic::Ahead ahead = own.ahead();
  for (std::size_t i = 0; i <= steps_to_come; ++i) {
    traffic.rates[i] = ahead.rate(at + static_cast<int>(i) * step_to_come);
  }
  return traffic;
}

Prospect::Prospect(const Growth& growth, const ToCome& traffic, const Start& start)
    : start_(start.at), spread_(growth.spread / 3600) {
  const double a_step = to_seconds(step_to_come);
  // What is still to settle shrinks by the same share in each step.
  const double unsettled = growth.settling - growth.settled(to_seconds(start.age));
  const double shrinks = 1 - GrowthSums::settling_share(a_step);
  double leaked = 0, before = start.rate, left = unsettled;
  for (std::size_t i = 0; i <= steps_to_come; ++i) {
    const double rate = i == 0 || !traffic.busy ? start.rate : traffic.rates[i];
    if (i > 0) {
      leaked += growth.in(a_step, (before + rate) / 2);
      left *= shrinks;
    }
    before = rate;
    levels_[i] = start.level + leaked + unsettled - left + growth.per_rate * (rate - start.rate);
  }
}

double Prospect::level(Duration ahead) const {
  const auto [step, part] = place_of(ahead);
  return levels_[step] + part * (levels_[step + 1] - levels_[step]);
}

double Prospect::error(Duration ahead) const { return std::hypot(noise, spread_ * to_seconds(ahead)); }

double Prospect::bound(std::size_t step, Misses::Share share, const Misses& misses) const {
  const Duration ahead = static_cast<int>(step) * step_to_come;
  return levels_[step] + misses.quantile(share, ahead) * error(ahead);
}

Range Prospect::range(Duration ahead, const Misses& misses) const {
  const auto [step, part] = place_of(ahead);
  const auto at = [&, step = step, part = part](Misses::Share share) {
    const double here = bound(step, share, misses);
    return here + part * (bound(step + 1, share, misses) - here);
  };
  return {at(Misses::Share::twentieth), at(Misses::Share::half), at(Misses::Share::nineteen_twentieths)};
}

std::optional<Instant> Prospect::crossing(double level, Misses::Share share, const Misses& misses) const {
  double before = 0;
  for (std::size_t i = 0; i <= steps_to_come; ++i) {
    const double here = bound(i, share, misses);
    if (here >= level) {
      const Duration ahead = static_cast<int>(i) * step_to_come;
      const double part = i == 0 ? 1 : (level - before) / (here - before);
      return start_ + ahead - Duration{std::llround((1 - part) * static_cast<double>(step_to_come.count()))};
    }
    before = here;
  }
  return std::nullopt;
}

std::optional<Forecast> Prospect::reaches(double level, const Misses& misses) const {
  const auto likely = crossing(level, Misses::Share::half, misses);
  if (!likely) return std::nullopt;
  const auto earliest = crossing(level, Misses::Share::nineteen_twentieths, misses);
  return Forecast{*likely, std::min(*likely, earliest.value_or(*likely)),
                  crossing(level, Misses::Share::twentieth, misses)};
}

}  // namespace swapguard::learn
