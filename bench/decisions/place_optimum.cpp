#include "place_optimum.h"

#include <algorithm>
#include <cmath>

#include "cost.h"

namespace swapguard::bench {
namespace {

constexpr double nowhere = RangeLeast::nothing;

int minute_of(int step) { return step / steps_a_minute; }
int minute_from(int step) { return (step + steps_a_minute - 1) / steps_a_minute; }
std::size_t index(int minute) { return static_cast<std::size_t>(minute); }

}  // namespace

std::optional<Generation> first_generation(const Future& future, std::size_t place) {
  const PlaceSpec& spec = future.spec().places[place];
  if (future.quantity(spec.type, 0) < spec.ordinal) return std::nullopt;
  // As old as the spec says, but not deeper in swap than the world begins.
  int age = std::clamp(static_cast<int>(spec.age / step_length), 30, steps_a_day);
  while (age > 30 && future.depth(place, -age, 0) > future.spec().deepest_start - 1) age = age * 9 / 10;
  return Generation{-age, -steps_before, true};
}

PlaceOptimum::PlaceOptimum(const Future& future, std::size_t place, const Prefix& down)
    : future_(future),
      place_(place),
      type_(future.type_of(place)),
      load_(future.type_future_of(place)),
      down_(down),
      quota_mb_(future.quota_mb(place)),
      renewed_(index(minute_of(future.horizon()) + 2)),
      deployed_(renewed_.size()),
      restart_(renewed_.size()) {
  const auto& active = future.place(place).active;
  for (auto span = active.rbegin(); span != active.rend(); ++span) solve(*span);
  for (const auto& span : active) follow(span);
}

// What a restart costs at once: what it cuts off, and the dyno's absence.
double PlaceOptimum::price(int at, bool killed) const {
  const double share = future_.share(future_.spec().places[place_].type, at);
  if (killed) {
    const double lost = type_.worker ? prices.job_killed : prices.in_flight_killed;
    return lost * share + down_.of(at, at + type_.boot + 1);
  }
  if (type_.overlap > 0) return prices.in_flight_preboot * share;
  return (type_.worker ? prices.job : prices.in_flight) * share + down_.of(at, at + type_.boot);
}

// The least of restart_ from `first` to `last`, both included.
double PlaceOptimum::cheapest(int first, int last) const {
  return first > last ? nowhere : restart_[restart_.least(index(first), index(last))];
}

void PlaceOptimum::take_step(Course& course, const Generation& generation, int at) const {
  const double depth = future_.memory_mb(place_, generation.born, at) / quota_mb_ - 1;
  if (depth + 1 > type_.size.kill_at && at < course.natural_end) {
    course.killed_at = at;
    return;
  }
  const double swap = hurt_by_swap(depth);
  const double warm_up = hurt_by_warm_up(at - generation.serves_from, type_.warm_up);
  const double hurt = swap * (1 - warm_up) + (generation.excused ? 0 : warm_up);
  course.hurt += hurt * future_.share(future_.spec().places[place_].type, at) * step_seconds;
  course.exposure += swap * step_seconds;
}

// A minute is over: from here on a restart has this hurt behind it.
void PlaceOptimum::mark(Course& course, int minute) const {
  const bool same = !course.stretches.empty() && course.stretches.back().hurt == course.hurt &&
                    course.stretches.back().exposure == course.exposure;
  if (same) {
    course.stretches.back().last = minute;
    return;
  }
  if (!course.stretches.empty()) {
    const Stretch& passed = course.stretches.back();
    const int lead = minute_of(type_.overlap);
    const int last = std::min(passed.last - lead, minute_from(course.natural_end) - 1);
    const int first = std::max(passed.first, course.stretches.front().first + lead) - lead;
    course.best = std::min(course.best, passed.hurt + cheapest(first, last));
  }
  course.stretches.push_back({minute, minute, course.hurt, course.exposure});
  // Whoever waits longer pays more already than the best restart behind us, needless or not.
  course.pruned = course.hurt + course.ahead >= course.best + 2 * prices.needless * load_.mean_share;
}

double PlaceOptimum::least_ahead(const Course& course, int from, int until) const {
  const int end = course.natural_end;
  if (end == until) return 0;
  const double at_end = future_.deploys_at(end) ? deployed_[index(minute_of(end))].cost : nowhere;
  return std::min(at_end, cheapest(minute_from(from), minute_of(end)));
}

PlaceOptimum::Course PlaceOptimum::run_course(const Generation& generation, int from, int until) const {
  Course course;
  const int deploy = future_.next_deploy(std::max(generation.born, from - 1));
  course.natural_end = std::min({future_.cycled_at(place_, generation.born), deploy, until});
  const bool goes_on = course.natural_end < until;  // an old generation serves while its successor boots
  const int last = std::min(course.natural_end + (goes_on ? type_.overlap : 0), until);
  int at = std::max(from, generation.serves_from);
  course.ahead = least_ahead(course, at, until);
  if (at % steps_a_minute == 0) mark(course, minute_of(at));
  while (at < last && course.killed_at < 0 && !course.pruned) {
    const bool full_minute = at % steps_a_minute == 0;
    const bool warm = at - generation.serves_from >= type_.warm_up;
    if (full_minute && warm && at + steps_a_minute <= last &&
        future_.memory_mb_of_hour(place_, generation.born, at) <= quota_mb_) {
      at += std::min(steps_an_hour, (last - at) / steps_a_minute * steps_a_minute);
      mark(course, minute_of(at));
    } else {
      take_step(course, generation, at);
      ++at;
      if (at % steps_a_minute == 0 && course.killed_at < 0) mark(course, minute_of(at));
    }
    if (at <= course.natural_end) course.exposure_at_end = course.exposure;
  }
  return course;
}

PlaceOptimum::Choice PlaceOptimum::best_restart(const Course& course, int from) const {
  Choice best{nowhere, End::none, 0};
  const bool ruin = course.pruned || course.killed_at >= 0;
  const int lead = minute_of(type_.overlap);
  const int end = minute_from(course.natural_end) - 1;
  const double needless_beyond = ruin ? nowhere : course.exposure_at_end - prices.worth;
  // From the first minute after which too little would have been suffered, a restart is needless.
  const auto idle = std::find_if(course.stretches.begin(), course.stretches.end(),
                                 [&](const Stretch& stretch) { return stretch.exposure > needless_beyond; });
  const int needless_from = idle == course.stretches.end() ? end + 1 : idle->first;
  const auto consider = [&](int first, int last, double before) {
    if (first > last) return;
    const std::size_t where = restart_.least(index(first), index(last));
    const double cost = before + restart_[where];
    if (cost < best.cost) best = {cost, End::restart, static_cast<int>(where) * steps_a_minute};
  };
  for (const Stretch& stretch : course.stretches) {
    // Under preboot the old generation serves on: what is behind a restart ends with its overlap.
    const bool last_one = &stretch == &course.stretches.back();
    const bool to_the_end = last_one && !course.pruned;
    const int first = std::max(stretch.first - lead, minute_from(from));
    const int last = std::min(
        to_the_end ? (course.killed_at >= 0 ? minute_of(course.killed_at) : end) : stretch.last - lead, end);
    consider(first, std::min(last, needless_from - 1), stretch.hurt);
    consider(std::max(first, needless_from), last, stretch.hurt + prices.needless * load_.mean_share);
  }
  return best;
}

PlaceOptimum::Choice PlaceOptimum::left_alone(const Course& course, const Generation& generation,
                                              int until) const {
  if (course.pruned) return {nowhere, End::none, 0};
  if (course.killed_at >= 0) {
    const int minute = minute_of(course.killed_at);
    const double here = minute * steps_a_minute > generation.born ? renewed_[index(minute)].cost : nowhere;
    const double next = std::min(here, renewed_[index(minute + 1)].cost);
    return {course.hurt + price(course.killed_at, true) + next, End::kill, course.killed_at};
  }
  const int end = course.natural_end;
  if (end == until) return {course.hurt, End::none, end};
  if (future_.deploys_at(end)) return {course.hurt + deployed_[index(minute_of(end))].cost, End::deploy, end};
  return {course.hurt + restart_[index(minute_of(end))], End::cycle, end};
}

PlaceOptimum::Choice PlaceOptimum::best_for(const Generation& generation, int from, int until) const {
  const Course course = run_course(generation, from, until);
  const Choice restart = best_restart(course, std::max(from, generation.serves_from));
  const Choice alone = left_alone(course, generation, until);
  return restart.cost < alone.cost ? restart : alone;
}

void PlaceOptimum::keep(int minute, const Choice& choice) {
  renewed_[index(minute)] = choice;
  restart_.set(index(minute), price(minute * steps_a_minute, false) + choice.cost);
}

void PlaceOptimum::solve(PlaceFuture::Active active) {
  for (int minute = minute_of(active.to - 1); minute >= minute_from(active.from); --minute) {
    const int born = minute * steps_a_minute;
    const int serves_from = std::min(born + lag(), active.to);
    keep(minute, best_for({born, serves_from, false}, born, active.to));
    if (!future_.deploys_at(born)) continue;
    deployed_[index(minute)] = best_for({born, serves_from, true}, born, active.to);
  }
}

// The chain of choices from the start of a span to its end.
void PlaceOptimum::follow(PlaceFuture::Active active) {
  Generation generation{active.from, active.from + type_.boot, true};
  if (active.from == 0) generation = *first_generation(future_, place_);
  Choice choice = best_for(generation, active.from, active.to);
  cost_ += choice.cost;
  if (active.from > 0) downs_.push_back({active.from, active.from + type_.boot});
  int born = generation.born;
  while (choice.end != End::none) {
    if (choice.end == End::restart) restarts_.push_back(choice.at);
    const bool absent = choice.end == End::kill || (choice.end != End::deploy && type_.overlap == 0);
    if (absent) downs_.push_back({choice.at, choice.at + type_.boot});
    const Choice& next = choice_after(choice, born);
    born = choice.at;
    if (next.end != End::none && next.at <= born) break;
    choice = next;
  }
}

const PlaceOptimum::Choice& PlaceOptimum::choice_after(const Choice& before, int born) const {
  const int minute = minute_of(before.at);
  if (before.end == End::deploy) return deployed_[index(minute)];
  if (before.end != End::kill) return renewed_[index(minute)];
  const bool here =
      minute * steps_a_minute > born && renewed_[index(minute)].cost <= renewed_[index(minute + 1)].cost;
  return renewed_[index(here ? minute : minute + 1)];
}

double PlaceOptimum::cost_after(const std::optional<Generation>& holder, int from) const {
  double cost = 0;
  for (const auto& span : future_.place(place_).active) {
    if (span.to <= from) continue;
    if (span.from < from) {
      if (holder) cost += best_for(*holder, from, span.to).cost;
    } else {
      cost += best_for({span.from, span.from + type_.boot, true}, span.from, span.to).cost;
    }
  }
  return cost;
}

}  // namespace swapguard::bench
