#include "core/fleet/fleet.h"

#include <algorithm>

namespace swapguard::fleet {

Place* Fleet::place(const DynoName& name) {
  Place* const before = places_.follow(newest_);
  if (before && before->name() == name) return before;
  Trace& guess = before ? before->traces().next : newest_;
  Place* found = places_.find_guessed(name, guess);
  if (found == nullptr) {
    if (places_.size() >= places_max) return nullptr;
    places_.emplace(name, Place{name});
    found = places_.find(name, &guess);
  }
  newest_.follow(guess);
  fetch_ahead(*found);
  return found;
}

// Each dyno reports every twenty seconds, so their lines come in the same order again and again. Of many
// dynos little is in a cache: without this a sample costs 1.4 times as much at 100,000.
void Fleet::fetch_ahead(const Place& place) const {
  const Place* const next = places_.follow(place.traces().next);
  const Place* const second = next ? places_.follow(next->traces().next) : nullptr;
  if (next) next->fetch_all_known();
  if (second) second->fetch();
}

const Place* Fleet::find(const DynoName& name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &found->second;
}

Fleet::Sampled Fleet::take_sample(const DynoName& name, const observe::MemorySample& sample, Instant at) {
  Place* home = place(name);
  return home ? take_sample(*home, sample, at) : Sampled{};
}

Fleet::Sampled Fleet::take_sample(Place& home, const observe::MemorySample& sample, Instant at) {
  Generation* const known = home.find(sample.id);
  Generation& generation = known ? *known : home.generation(sample.id, at);
  if (const Formation* told = find_formation(home.type()); told && told->quota) {
    generation.assume_quota(*told->quota);
  }
  const bool judged = generation.take(sample, at);
  return {&home, &generation, judged, known == nullptr};
}

void Fleet::take_scale(const observe::Scaled& scaled) {
  for (const auto& each : scaled.types) formations_[each.type].quantity = each.quantity;
}

const Formation* Fleet::find_formation(const ProcessType& type) const {
  const auto found = formations_.find(type);
  return found == formations_.end() ? nullptr : &found->second;
}

int Fleet::quantity(const ProcessType& type, Instant at) const {
  if (const Formation* told = find_formation(type); told && told->quantity) return *told->quantity;
  return static_cast<int>(std::count_if(places_.begin(), places_.end(), [&](const auto& each) {
    return each.second.type() == type && each.second.reports(at);
  }));
}

void Fleet::forget(Instant at) {
  places_.erase_if([&](const auto& each) { return at - each.second.last_line() > forgotten_after; });
  for (auto& [name, place] : places_) place.forget(forgotten_after, at);
}

}  // namespace swapguard::fleet
