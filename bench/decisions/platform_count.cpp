// What a simulated app's requests suffer, and what is counted of a policy's acts.
#include <algorithm>

#include "cost.h"
#include "platform.h"

namespace swapguard::bench {
namespace {

constexpr int young = 2 * steps_a_minute;
constexpr std::size_t restarts_a_day_max = 12;

}  // namespace

// How much hurt lies before a generation if it is left alone, in seconds.
double Platform::exposure_ahead(std::size_t place, const Life& life) const {
  if (trouble_ == Trouble::none) return 0;
  int end = std::min({life.cycled_at, future_.next_deploy(step_ - 1), future_.horizon()});
  for (const auto& span : future_.place(place).active) {
    if (step_ >= span.from && step_ < span.to) end = std::min(end, span.to);
  }
  double exposure = 0;
  for (int at = step_; at < end && exposure < prices.worth; ++at) {
    exposure += hurt_by_swap(future_.depth(place, life.born, at)) * step_seconds;
  }
  return exposure;
}

void Platform::count_restart(const Wish& wish, const Life& victim) {
  const std::size_t place = wish.place;
  ++tally_.restarts;
  if (step_ - victim.born < young) ++tally_.young;
  auto& asked = places_[place].asked;
  while (!asked.empty() && asked.front() <= step_ - steps_a_day) asked.pop_front();
  asked.push_back(step_);
  if (asked.size() > restarts_a_day_max) ++tally_.too_many;
  const std::size_t type = future_.spec().places[place].type;
  bool another_down = false;
  for (std::size_t other = 0; other < places_.size(); ++other) {
    const bool peer = other != place && future_.spec().places[other].type == type && places_[other].active;
    another_down = another_down || (peer && !serves(places_[other]));
  }
  if (another_down && future_.type_of(place).overlap == 0) ++tally_.two_down;
  const bool needless = exposure_ahead(place, victim) < prices.worth;
  acts_.push_back({step_, place, 100 * (1 + future_.depth(place, victim.born, step_)),
                   future_.requests(step_) / future_.spec().traffic.per_second, needless, wish.why});
  if (!needless) return;
  ++tally_.needless_restarts;
  tally_.needless += prices.needless * future_.type(type).mean_share;
}

void Platform::count_dyno(std::size_t index, double share, double queueing) {
  const Place& place = places_[index];
  const TypeSpec& type = future_.type_of(index);
  const Life& server = place.old ? *place.old : place.now;
  double depth = -1;
  if (trouble_ == Trouble::real) {
    depth =
        place.old ? future_.depth(index, server.born, step_) : place.memory_mb / future_.quota_mb(index) - 1;
  }
  const double swap = hurt_by_swap(depth);
  const double warm_up = hurt_by_warm_up(step_ - server.serves_from, type.warm_up);
  if (swap > 0) tally_.over_quota_seconds += step_seconds;
  tally_.over_quota += swap * (1 - warm_up) * share * step_seconds;
  tally_.warm_up += warm_up * share * step_seconds;
  if (telling_requests_ && !type.worker) {
    lines_.requests(index, share, std::min(1.0, swap + queueing), warm_up > 0);
  }
}

void Platform::count_type(std::size_t index) {
  const TypeSpec& type = future_.spec().types[index];
  const TypeFuture& load = future_.type(index);
  const double requests = future_.requests(step_);
  int serving = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    serving += future_.spec().places[i].type == index && serves(places_[i]);
  }
  double share = future_.share(index, step_);
  double queueing = 0;
  if (!type.worker) {
    const int dynos = future_.quantity(index, step_);
    tally_.served += requests * step_seconds;
    tally_.outage += hurt_by_outage(requests, load.capacity, dynos, serving) * step_seconds;
    const double carried = std::min(requests, load.capacity * serving);
    share = serving > 0 ? carried / serving : 0;
    queueing = requests > 0 ? 1 - carried / requests : 0;
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (future_.spec().places[i].type != index || !places_[i].active) continue;
    tally_.dyno_seconds += step_seconds;
    if (type.worker) tally_.served += share * step_seconds;
    if (serves(places_[i])) {
      count_dyno(i, share, queueing);
    } else if (type.worker) {
      tally_.outage += share * step_seconds;
    }
  }
}

Tally Platform::finish(const Optimum* optimum) const {
  Tally tally = tally_;
  if (!optimum) return tally;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    std::optional<Generation> holder;
    if (place.active) holder = place.now;
    tally.left_behind += optimum->place(i).cost_after(holder, step_);
    if (!place.active || !place.old) continue;
    for (int at = step_; at < std::min(place.old_until, future_.horizon()); ++at) {
      tally.left_behind += hurt_by_swap(future_.depth(i, place.old->born, at)) *
                           future_.share(future_.spec().places[i].type, at) * step_seconds;
    }
  }
  return tally;
}

}  // namespace swapguard::bench
