#include "core/learn/outcome.h"

#include <algorithm>
#include <vector>

#include "core/learn/statistics.h"

namespace swapguard::learn {
namespace {

// A restart that was announced so long ago did not make this generation.
constexpr Duration announced_within = minutes{15};
constexpr Duration forgotten_after = hours{2};
constexpr Duration looks_apart = minutes{1};  // for places to forget, where more report than are watched
// Over a restart of swapguard: a generation that came so long after the last reading may be any age.
constexpr Duration unseen_most = minutes{3};
constexpr double helps_from_percent = 5;

template <class T, std::size_t N, class Number>
std::optional<double> median_of(const Ring<T, N>& ring, Number number) {
  if (ring.empty()) return std::nullopt;
  std::vector<double> values;
  for (std::size_t i = 0; i < ring.size(); ++i) values.push_back(number(ring[i]));
  return median(std::move(values));
}

}  // namespace

void Outcomes::restarting(const DynoName& name, const DecisionId& decision, Instant at) {
  Place* const place = places_.find(name, nullptr);
  if (!place) return;
  const bool ours_already =
      place->begun && !place->begun->decision.empty() && at - place->begun->at < announced_within;
  if (decision.empty() && ours_already) return;  // the platform's line about our own restart
  place->begun = Begun{at, decision};
}

void Outcomes::state(const DynoName& name, DynoState state, Instant at) {
  Place* const place = places_.find(name, nullptr);
  if (!place) return;
  if (state == DynoState::starting) {
    place->starting_at = at;
    place->boot.reset();
  }
  if (state != DynoState::up || !place->starting_at) return;
  place->boot = at - *place->starting_at;
  boots_.push(*place->boot);
  place->starting_at.reset();
}

void Outcomes::request(DynoSpot spot, bool failed, Instant at) {
  if (Place* const place = places_.find(spot.name, spot.trace)) place->requests.push(failed, at);
}

bool Outcomes::replaces(DynoSpot spot, const DynoId& id) {
  const Place* const place = places_.find(spot.name, spot.trace);
  return place != nullptr && place->id != id;
}

void Outcomes::replace(Place& place, const DynoName& name, const DynoId& id, Instant at) {
  // A life that ended within ten minutes: what it had settled at is all that is known of its base.
  if (place.open && place.open->settled) bases_.push(*place.open->settled);
  place.id = id;
  place.first_sample = at;
  if (place.last_sample <= seen_until_ && at - place.last_sample > unseen_most) {
    give_up(place);
    return;
  }
  place.open.emplace();
  place.open->dyno = name;
  place.open->id = id;
  place.open->before = place.used;
  place.open->begun = at;
  place.restarted = place.begun && at - place.begun->at <= announced_within;
  if (place.restarted) {
    place.open->begun = place.begun->at;
    place.open->decision = place.begun->decision;
  }
  place.begun.reset();
}

std::optional<Outcome> Outcomes::sample(DynoSpot spot, const DynoId& id, Bytes used,
                                        std::optional<Bytes> quota, bool preboot, Instant at) {
  Place* place = places_.find(spot.name, spot.trace);
  if (!place) {
    if (places_.size() >= places_max && at < next_look_) return std::nullopt;
    next_look_ = at + looks_apart;
    places_.erase_if([&](const auto& each) { return at - each.second.last_sample > forgotten_after; });
    if (places_.size() >= places_max) return std::nullopt;
    place = &places_[spot.name];
    place->id = id;
  }
  if (place->id != id) replace(*place, spot.name, id, at);
  place->used = used;
  place->last_sample = at;
  if (!place->open) return std::nullopt;
  Outcome& open = *place->open;
  if (!open.settled && at - place->first_sample >= settles_after) open.settled = used;
  if (at - place->first_sample < told_after) return std::nullopt;
  open.base = used;
  close(*place, quota, preboot);
  const bool told = place->restarted;
  const std::optional<Outcome> outcome = std::exchange(place->open, std::nullopt);
  return told ? outcome : std::nullopt;
}

void Outcomes::give_up(Place& place) {
  place.open.reset();
  place.begun.reset();
  place.boot.reset();
  place.restarted = false;
}

DynoMap<Outcomes::Place> Outcomes::pending() const {
  DynoMap<Place> pending;
  for (const auto& [name, place] : places_) {
    if (place.open || place.begun) pending.emplace(name, place);
  }
  return pending;
}

void Outcomes::resume(Instant then, Instant now) {
  seen_until_ = then;
  resumed_ = now;
  for (auto& [name, place] : places_) {
    if (place.open && now - place.first_sample >= told_after) give_up(place);
  }
}

void Outcomes::count_requests(Outcome& outcome, const Place& place) const {
  if (outcome.begun < resumed_) return;  // some of them were not seen
  const Instant end = outcome.begun + failures_within;
  outcome.after = place.requests.between(outcome.begun, end);
  const Requests to_none = to_none_.between(outcome.begun, end);
  outcome.after.all += to_none.all;
  outcome.after.failed += to_none.failed;
  const Requests usual = place.requests.between(outcome.begun - usual_within, outcome.begun);
  if (usual.all > 0) {
    outcome.usual_failed = static_cast<double>(usual.failed) / static_cast<double>(usual.all) *
                           static_cast<double>(outcome.after.all);
  }
}

void Outcomes::close(Place& place, std::optional<Bytes> quota, bool preboot) {
  Outcome& outcome = *place.open;
  bases_.push(*outcome.base);
  outcome.boot = std::exchange(place.boot, std::nullopt);
  outcome.lost = preboot ? Duration{0} : outcome.boot.value_or(Duration{0});
  count_requests(outcome, place);
  const Bytes whole = quota.value_or(outcome.before);
  outcome.helped = percent_of(outcome.before - *outcome.base, whole) >= helps_from_percent;
  if (!place.restarted) return;
  ++restarts_;
  helped_ += outcome.helped;
}

Restarting Outcomes::restarting() const {
  Restarting result;
  result.restarts = restarts_;
  result.helped = helped_;
  if (const auto boot = median_of(boots_, [](Duration each) { return static_cast<double>(each.count()); })) {
    result.boot = Duration{static_cast<Duration::rep>(*boot)};
  }
  if (const auto base = median_of(bases_, [](Bytes each) { return static_cast<double>(each.count); })) {
    result.base = Bytes{static_cast<std::int64_t>(*base)};
  }
  return result;
}

}  // namespace swapguard::learn
