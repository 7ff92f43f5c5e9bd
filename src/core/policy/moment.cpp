#include "core/policy/moment.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace swapguard::policy {
namespace {

// What a restart hurts, in seconds of one dyno's requests.
constexpr double in_flight = 1, in_flight_preboot = 0.2, in_flight_worker = 15;
constexpr double warm_up_hurts = 0.15;     // of the warm-up's requests: a third at first, falling to none
constexpr double warm_up_boots = 4;        // what boots for long fills its caches for long; nobody tells
constexpr double taken_over_hurts = 0.15;  // of the requests that the others take over meanwhile
// How much of a dyno is used in the busiest half-hour. Nobody tells; most apps lie in this range, and the
// mean over it makes the price rise smoothly where the others begin to be too few. From `full` on requests
// queue.
constexpr std::array<double, 5> usages = {0.35, 0.45, 0.55, 0.65, 0.75};
constexpr double full = 0.8;
// The platform cycles a dyno once a day: 24 h and up to 216 min after its start (Heroku: Dyno Manager).
constexpr Duration cycled_from = hours{24}, cycled_within = minutes{216};
constexpr int rounds = 3;  // of the value beyond the plan's end
constexpr double nothing_left = 1e-6;
constexpr double surely = 0.9;  // most renewals that are expected of one step

// Requests a second that the remaining dynos cannot take, or take with trouble.
double overflow(double rate, double busiest, double dynos) {
  const auto of = [&](double n) {
    if (n <= 1) return rate;
    double sum = 0;
    for (const double used : usages) sum += std::max(0.0, rate - full * busiest / n / used * (n - 1));
    return sum / static_cast<double>(usages.size()) + taken_over_hurts * rate / n;
  };
  const double fewer = std::floor(dynos), part = dynos - fewer;
  return of(fewer) * (1 - part) + (part > 0 ? of(fewer + 1) * part : 0);
}

// How likely the platform cycles a generation in a span, had it not before: any moment of `cycled_within` is
// as likely as another.
double cycling_share(std::optional<Instant> born, Instant from, Instant to) {
  if (!born) return 0;
  const double until_first = to_seconds(*born + cycled_from - from), length = to_seconds(to - from);
  const double until_last = until_first + to_seconds(cycled_within);
  if (until_first >= length || until_last <= 0) return 0;  // who is older than the last of them is not cycled
  if (until_last <= length) return 1;
  const double first = std::max(0.0, until_first);
  return (length - first) / (until_last - first);
}

std::size_t at_index(int index) { return static_cast<std::size_t>(index); }

}  // namespace

double RestartCost::at(double rate, double busiest) const {
  const double own = rate / std::max(1.0, dynos);
  const double warm = own * warm_up_hurts * warm_up_boots * to_seconds(boot);
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
  const learn::Traffic::Ahead all = outlook.traffic.ahead(), one = outlook.own.ahead();
  for (int i = 0; i < steps; ++i) {
    const Instant middle = start_ + step * i + step / 2;
    const double rate = all.rate(middle), own = one.rate(middle);
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

Plan::Choice Plan::choose(const Subject& subject, Instant at) const {
  const double position = std::clamp(to_seconds(at - start_) / to_seconds(step), 0.0, steps - 1.0);
  const int here = static_cast<int>(position);
  const double offset = position - here;
  Choice choice;
  choice.price = cost_.at(subject.rate, busiest_);
  choice.now = choice.price + values_[at_index(here)] * (1 - offset) + values_[at_index(here + 1)] * offset;
  choice.best_cost = 1e300;
  const double own = subject.rate / std::max(1.0, cost_.dynos);
  const double age = subject.born ? to_seconds(at - *subject.born) : 0;
  const double settled = subject.born ? subject.growth.settled(age) : 0;
  // What ends the generation before we do: each with its share, at the cost of that time.
  double lives = 1, cycled = 0, ended = 0, leaked = 0;
  choice.end = Choice::End::none;
  int i = here;
  for (; i < steps && lives > nothing_left; ++i) {
    const double share = i == here ? 1 - offset : 1;
    const Instant from = std::max(at, start_ + step * i);
    if (i > here) {
      const double grown = subject.growth.settled(age + to_seconds(from - at)) - settled;
      const double working_set = subject.growth.per_rate * (rates_[at_index(i)] - own);
      if (subject.level + leaked + working_set + (subject.born ? grown : 0) >= 1) {
        choice.end = Choice::End::limit;
        break;
      }
      const double cost = ended + lives * cost_at(i);
      if (cost < choice.best_cost) {
        choice.best_cost = cost;
        choice.best = from;
      }
    }
    leaked += share * subject.growth.in(to_seconds(step), rates_[at_index(i)]);
    const double renewed = share * renewals_[at_index(i)];
    ended += lives * renewed * values_[at_index(i)];
    lives *= 1 - renewed;
    const double taken = lives * cycling_share(subject.born, from, start_ + step * (i + 1));
    if (taken > 0 && cycled == 0) choice.ends = from;
    cycled += taken;
    ended += taken * cost_at(i);
    choice.price_at_end += taken * prices_[at_index(i)];
    lives -= taken;
  }
  if (choice.end == Choice::End::limit) choice.ends = start_ + step * i;
  if (choice.end == Choice::End::none && cycled > 0) choice.end = Choice::End::cycling;
  if (choice.end == Choice::End::none) choice.ends = start_ + step * i;
  choice.reaches_limit =
      choice.end == Choice::End::limit ? lives / std::max(nothing_left, lives + cycled) : 0;
  choice.at_end = ended + lives * cost_at(i);
  choice.price_at_end = (choice.price_at_end + lives * prices_[at_index(std::min(i, steps))]) /
                        std::max(nothing_left, lives + cycled);
  if (choice.at_end <= choice.best_cost) {
    choice.best_cost = choice.at_end;
    choice.best = choice.ends;
  }
  return choice;
}

}  // namespace swapguard::policy
