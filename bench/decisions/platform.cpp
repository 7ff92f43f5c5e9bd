#include "platform.h"

#include <algorithm>

namespace swapguard::bench {
Platform::Platform(const Future& future, Trouble trouble)
    : future_(future), trouble_(trouble), lines_(future), places_(future.spec().places.size()) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const PlaceSpec& spec = future.spec().places[i];
    names_.emplace_back(future.spec().types[spec.type].type.text + "." + std::to_string(spec.ordinal));
    const auto first = first_generation(future, i);
    if (!first) continue;
    places_[i].active = true;
    places_[i].now = birth(i, first->serves_from, Cause::start);
    static_cast<Generation&>(places_[i].now) = *first;
    if (trouble == Trouble::real) places_[i].now.cycled_at = future.cycled_at(i, first->born);
  }
}

void Platform::wish(const DynoName& dyno, const DynoId& id, bool by_name, std::string why) {
  const auto found = std::find(names_.begin(), names_.end(), dyno);
  if (found == names_.end()) {
    ++tally_.missed;
  } else {
    wishes_.push_back({static_cast<std::size_t>(found - names_.begin()), id, by_name, std::move(why)});
  }
}

void Platform::restart_id(const DynoName& dyno, const DynoId& id, std::string why) {
  wish(dyno, id, false, std::move(why));
}

void Platform::restart_name(const DynoName& dyno, const DynoId& meant) { wish(dyno, meant, true, {}); }

std::optional<DynoId> Platform::holder(std::size_t place) const {
  return places_[place].active ? std::optional(places_[place].now.id) : std::nullopt;
}

std::vector<guard::PlatformDyno> Platform::dynos() const {
  std::vector<guard::PlatformDyno> dynos;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!places_[i].active) continue;
    const Life& life = places_[i].now;
    const bool up = step_ >= std::min(life.serves_from, life.born + future_.type_of(i).boot);
    dynos.push_back(
        {.name = names_[i], .id = life.id, .state = up ? DynoState::up : DynoState::starting, .size = {}});
  }
  return dynos;
}

std::vector<guard::FormationListed::Type> Platform::formation() const {
  std::vector<guard::FormationListed::Type> types;
  const auto& specs = future_.spec().types;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const int quantity = future_.quantity(i, std::min(step_, future_.steps() - 1));
    types.push_back(
        {specs[i].type, quantity, specs[i].size.quota, specs[i].size.kill_at, specs[i].overlap > 0});
  }
  return types;
}

bool Platform::serves(const Place& place) const {
  return place.active && (place.old || step_ >= place.now.serves_from);
}

void Platform::say_samples() {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    const auto sample = [&](const Life& life) {
      if (step_ > life.born) lines_.sample(i, life, future_.memory_mb(i, life.born, step_));
    };
    if (place.active && place.old) sample(*place.old);
    if (place.active) sample(place.now);
    // The last sample of a stopped generation often comes after its end.
    const bool late = place.gone && step_ - place.gone_at <= 1 &&
                      future_.luck().of(Chance::last_words, i, place.gone->born).chance(0.5);
    if (late) sample(*place.gone);
  }
}

void Platform::advance(const Listener& listener, bool with_requests) {
  telling_ = static_cast<bool>(listener);
  telling_requests_ = telling_ && with_requests;
  if (telling_) lines_.begin(step_);
  const auto wishes = std::exchange(wishes_, {});
  for (const Wish& wish : wishes) grant(wish);
  scale();
  deploy();
  cycle();
  for (std::size_t i = 0; i < places_.size(); ++i) grow(i);
  for (std::size_t type = 0; type < future_.spec().types.size(); ++type) count_type(type);
  if (telling_ && trouble_ == Trouble::real) say_samples();
  ++step_;
  if (!telling_) return;
  const auto& said = lines_.end();
  tally_.lines += static_cast<long>(said.size());
  for (const auto& line : said) listener(line);
}

}  // namespace swapguard::bench
