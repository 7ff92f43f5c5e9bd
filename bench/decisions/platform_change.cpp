// What happens to the dynos of a simulated app: restarts, scaling, deploys, cycling, growth and kills.
#include <algorithm>

#include "cost.h"
#include "platform.h"

namespace swapguard::bench {
namespace {

constexpr int never = 1 << 30;

}  // namespace

Life Platform::birth(std::size_t place, int serves_from, Cause cause) const {
  sim::Random chance = future_.luck().of(Chance::birth, place, 8L * step_ + static_cast<int>(cause));
  Life life;
  life.born = step_;
  life.serves_from = serves_from;
  life.excused = cause == Cause::start || cause == Cause::deploy || cause == Cause::scale;
  life.id = chance.uuid();
  life.cycled_at = trouble_ == Trouble::real ? future_.cycled_at(place, step_) : never;
  life.phase = chance.between(Duration{0}, 2 * step_length);
  return life;
}

void Platform::grant(const Wish& wish) {
  Place& place = places_[wish.place];
  if (!place.active || (!wish.by_name && wish.id != place.now.id)) {
    ++tally_.missed;
    return;
  }
  if (wish.by_name && wish.id != place.now.id) ++tally_.wrong_generation;
  count_restart(wish, place.now);
  replace(wish.place, Cause::request);
}

void Platform::replace(std::size_t index, Cause cause) {
  Place& place = places_[index];
  const bool up = step_ >= place.now.serves_from;
  if (telling_ && cause != Cause::kill) lines_.restarting(index, cause == Cause::cycle, up);
  const bool beside = future_.type_of(index).overlap > 0 && cause != Cause::kill && (place.old || up);
  if (beside) {
    replace_beside(index, cause);
  } else {
    replace_in_turn(index, cause);
  }
  place.said_up = false;
  if (telling_) lines_.starting(index, false);
}

void Platform::replace_beside(std::size_t index, Cause cause) {
  Place& place = places_[index];
  const TypeSpec& type = future_.type_of(index);
  if (!place.old) place.old = place.now;
  place.old_until = step_ + type.overlap;
  place.now = birth(index, place.old_until, cause);
  tally_.in_flight += prices.in_flight_preboot * future_.share(future_.spec().places[index].type, step_);
}

void Platform::replace_in_turn(std::size_t index, Cause cause) {
  Place& place = places_[index];
  const TypeSpec& type = future_.type_of(index);
  const double share = future_.share(future_.spec().places[index].type, step_);
  if (serves(place) && cause != Cause::kill) {
    tally_.in_flight += (type.worker ? prices.job : prices.in_flight) * share;
  }
  if (cause != Cause::kill) {
    place.gone = place.now;
    place.gone_at = step_;
    if (telling_) lines_.stopping(index, milliseconds{1200});
  }
  place.old.reset();
  place.now = birth(index, step_ + type.boot + (cause == Cause::kill ? 1 : 0), cause);
}

void Platform::scale() {
  if (step_ == 0) return;
  const auto& spec = future_.spec();
  bool changed = false;
  std::vector<std::pair<ProcessType, int>> quantities;
  for (std::size_t type = 0; type < spec.types.size(); ++type) {
    quantities.emplace_back(spec.types[type].type, future_.quantity(type, step_));
    changed = changed || future_.quantity(type, step_) != future_.quantity(type, step_ - 1);
  }
  if (!changed) return;
  if (telling_) lines_.formation(quantities);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const bool wanted = spec.places[i].ordinal <= future_.quantity(spec.places[i].type, step_);
    if (wanted == places_[i].active) continue;
    if (wanted) {
      places_[i] = {.active = true, .said_up = false, .asked = places_[i].asked};
      places_[i].now = birth(i, step_ + spec.types[spec.places[i].type].boot, Cause::scale);
      if (telling_) lines_.starting(i, true);
    } else {
      places_[i].active = false;
      places_[i].old.reset();
      if (telling_) lines_.down(i);
    }
  }
}

void Platform::deploy() {
  if (!future_.deploys_at(step_)) return;
  if (telling_) lines_.release();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].active) replace(i, Cause::deploy);
  }
}

void Platform::cycle() {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!places_[i].active || places_[i].now.cycled_at != step_ || places_[i].now.born == step_) continue;
    ++tally_.cycled;
    replace(i, Cause::cycle);
  }
}

void Platform::end_overlap(std::size_t index) {
  Place& place = places_[index];
  if (!place.old || step_ < place.old_until) return;
  if (telling_) lines_.stopping(index, milliseconds{400});
  place.gone = place.old;
  place.gone_at = step_;
  place.old.reset();
}

// Over the kill limit the platform ends the process at once and starts the next.
bool Platform::kill_if_due(std::size_t index) {
  Place& place = places_[index];
  const TypeSpec& type = future_.type_of(index);
  const double limit_mb = type.size.kill_at * future_.quota_mb(index);
  const double share = future_.share(future_.spec().places[index].type, step_);
  if (place.old) {
    const double old_mb = future_.memory_mb(index, place.old->born, step_);
    if (old_mb > limit_mb) {
      ++tally_.kills;
      tally_.killed += prices.in_flight_killed * share;
      if (telling_) lines_.killed(index, old_mb);
      place.old.reset();
      place.now.serves_from = std::max(step_, place.now.born + type.boot);
    }
  }
  if (place.memory_mb <= limit_mb || step_ <= place.now.born) return false;
  ++tally_.kills;
  if (serves(place)) tally_.killed += (type.worker ? prices.job_killed : prices.in_flight_killed) * share;
  if (telling_) lines_.killed(index, place.memory_mb);
  replace(index, Cause::kill);
  return true;
}

void Platform::grow(std::size_t index) {
  Place& place = places_[index];
  if (!place.active) return;
  end_overlap(index);
  const int up_at = std::min(place.now.serves_from, place.now.born + future_.type_of(index).boot);
  if (!place.said_up && step_ >= up_at) {
    place.said_up = true;
    if (telling_) lines_.up(index);
  }
  if (trouble_ == Trouble::none) return;
  place.memory_mb = future_.memory_mb(index, place.now.born, step_);
  if (kill_if_due(index)) place.memory_mb = future_.memory_mb(index, place.now.born, step_);
}

}  // namespace swapguard::bench
