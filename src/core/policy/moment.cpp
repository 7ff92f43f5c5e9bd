#include "core/policy/moment.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace swapguard::policy {
namespace {

// What a restart hurts, in seconds of one dyno's requests.
constexpr double in_flight = 1, in_flight_preboot = 0.2, in_flight_worker = 15;
constexpr double warm_up_hurts = 0.15;     // of the warm-up's requests: a third at first, falling to none
constexpr double taken_over_hurts = 0.15;  // of the requests that the others take over meanwhile
// How much of a dyno is used in the busiest half-hour. Nobody tells; most apps lie in this range, and the
// mean over it makes the price rise smoothly where the others begin to be too few.
constexpr std::array<double, 5> usages = {0.35, 0.45, 0.55, 0.65, 0.75};
// The platform cycles a dyno once a day: 24 h and up to 216 min after its start (Heroku: Dyno Manager).
constexpr Duration cycled_from = hours{24}, cycled_within = minutes{216};
constexpr int rounds = 3;       // of the value beyond the plan's end
constexpr double surely = 0.9;  // most renewals that are expected of one step

// Requests a second that the remaining dynos cannot take, or take with trouble.
double overflow(double rate, double busiest, double dynos) {
  const auto of = [&](double n) {
    if (n <= 1) return rate;
    double sum = 0;
    for (const double used : usages) sum += std::max(0.0, rate - busiest / n / used * (n - 1));
    return sum / static_cast<double>(usages.size()) + taken_over_hurts * rate / n;
  };
  const double fewer = std::floor(dynos), part = dynos - fewer;
  return of(fewer) * (1 - part) + (part > 0 ? of(fewer + 1) * part : 0);
}

std::size_t at_index(int index) { return static_cast<std::size_t>(index); }

}  // namespace

double RestartCost::at(double rate, double busiest) const {
  const double own = rate / std::max(1.0, dynos);
  const double warm = own * warm_up_hurts * to_seconds(warm_up);
  if (worker) return own * (in_flight_worker + to_seconds(boot)) + warm;
  if (preboot) return own * in_flight_preboot + warm;
  return own * in_flight + warm + overflow(rate, busiest, dynos) * to_seconds(boot);
}

Plan::Plan(const Outlook& outlook, Instant at)
    : start_(at), cost_(outlook.cost), busiest_(outlook.traffic.busiest()) {
  foresee(outlook);
  solve(outlook);
}

void Plan::foresee(const Outlook& outlook) {
  rates_.resize(steps + 1);
  renewals_.resize(steps);
  prices_.resize(steps + 1);
  values_.assign(steps + 1, 0);
  grown_.assign(steps + 1, 0);
  for (int i = 0; i < steps; ++i) {
    const Instant middle = start_ + step * i + step / 2;
    const double rate = outlook.traffic.expected(middle), own = outlook.own.expected(middle);
    rates_[at_index(i)] = own;
    renewals_[at_index(i)] = std::min(surely, outlook.renewals.expected(middle, step));
    RestartCost then = cost_;
    then.dynos = std::max(1.0, rate / std::max(1e-9, own));
    prices_[at_index(i)] = then.at(rate, busiest_);
    mean_price_ += prices_[at_index(i)] / steps;
    grown_[at_index(i + 1)] = grown_[at_index(i)] + outlook.growth.in(to_seconds(step), own);
  }
  rates_[steps] = rates_[steps - 1];
  prices_[steps] = mean_price_;
}

// The step in which a generation that starts then reaches its limit or is cycled; may lie beyond the plan.
int Plan::lasts(const Outlook& outlook, int from) const {
  const int cycled = from + static_cast<int>((cycled_from + cycled_within / 2) / step);
  const auto level = [&](int e) {
    return outlook.base + grown_[at_index(e)] - grown_[at_index(from)] +
           outlook.growth.per_rate * rates_[at_index(e)] +
           outlook.growth.settled(to_seconds(step) * (e - from));
  };
  int end = from + 1;
  while (end < std::min(steps, cycled) && level(end) < 1) ++end;
  if (end < steps || cycled <= steps) return end;
  // What lasts beyond the plan goes on as it grew on average.
  const double left = std::max(0.0, 1 - level(steps)), a_step = std::max(1e-9, grown_[steps] / steps);
  return static_cast<int>(std::min<double>(cycled, steps + left / a_step));
}

// Cost of the cheapest way on from a start at `from`; beyond the plan a step costs `a_step`.
double Plan::best_from(int from, int end, double a_step) const {
  double best = 1e300, lives = 1, renewed = 0;
  for (int e = from + 1; e < std::min(end, steps); ++e) {
    if (e > from + 1) best = std::min(best, renewed + lives * cost_at(e));
    renewed += lives * renewals_[at_index(e)] * values_[at_index(e)];
    lives *= 1 - renewals_[at_index(e)];
  }
  const double last = end < steps ? cost_at(end) : -a_step * (end - steps);
  return std::min(best, renewed + lives * last);
}

void Plan::solve(const Outlook& outlook) {
  std::array<int, steps> ends{};
  for (int i = 0; i < steps; ++i) ends[at_index(i)] = lasts(outlook, i);
  double a_step = mean_price_ / std::max(1, ends[0]);
  for (int round = 0; round < rounds; ++round) {
    for (int i = steps - 1; i >= 0; --i) values_[at_index(i)] = best_from(i, ends[at_index(i)], a_step);
    a_step = std::max(1e-9, values_[0] / steps);
  }
}

double Plan::cost_at(int index) const {
  const auto i = at_index(std::min(index, steps));
  return prices_[i] + values_[i];
}

double Plan::mean_cost(int from, int count) const {
  double sum = 0;
  for (int i = 0; i < count; ++i) sum += cost_at(from + i);
  return sum / count;
}

Plan::Choice Plan::choose(const Subject& subject, Instant at) const {
  const double position = std::clamp(to_seconds(at - start_) / to_seconds(step), 0.0, steps - 1.0);
  const int here = static_cast<int>(position);
  const double offset = position - here;
  int cycling = steps + 1;
  if (subject.born) {
    const double until = to_seconds(*subject.born + cycled_from - start_) / to_seconds(step);
    cycling = std::clamp(static_cast<int>(std::ceil(until)), here + 1, steps + 1);
  }
  Choice choice;
  choice.price = cost_.at(subject.rate, busiest_);
  choice.now = choice.price + values_[at_index(here)] * (1 - offset) + values_[at_index(here + 1)] * offset;
  choice.best_cost = 1e300;
  const double own = subject.rate / std::max(1.0, cost_.dynos);
  const double age = subject.born ? to_seconds(at - *subject.born) : 0;
  double leaked = 0, lives = 1, renewed = 0;
  int end = here;
  for (; end < std::min(steps, cycling); ++end) {
    const double share = end == here ? 1 - offset : 1;
    if (end > here) {
      const double then = age + to_seconds(start_ + step * end - at);
      const double settled = subject.born ? subject.growth.settled(then) - subject.growth.settled(age) : 0;
      const double working_set = subject.growth.per_rate * (rates_[at_index(end)] - own);
      if (subject.level + leaked + working_set + settled >= 1) break;
      const double cost = renewed + lives * cost_at(end);
      if (cost < choice.best_cost) {
        choice.best_cost = cost;
        choice.best = start_ + step * end;
      }
    }
    leaked += share * subject.growth.in(to_seconds(step), rates_[at_index(end)]);
    renewed += lives * share * renewals_[at_index(end)] * values_[at_index(end)];
    lives *= 1 - share * renewals_[at_index(end)];
  }
  using End = Choice::End;
  choice.end = end >= steps ? End::none : end == cycling ? End::cycling : End::limit;
  choice.ends = start_ + step * end;
  // Nobody knows when within its span the platform cycles.
  const int span = choice.end == End::cycling ? static_cast<int>(cycled_within / step) : 1;
  const double cost_then = mean_cost(end, span);
  for (int i = 0; i < span; ++i) choice.price_at_end += prices_[at_index(std::min(end + i, steps))] / span;
  choice.at_end = renewed + lives * cost_then;
  if (choice.at_end <= choice.best_cost) {
    choice.best_cost = choice.at_end;
    choice.best = choice.ends;
  }
  return choice;
}

}  // namespace swapguard::policy
