#include "core/fleet/place.h"

#include <algorithm>

namespace swapguard::fleet {
namespace {

// `Starting process` stands a few seconds before the new generation's first sample; boots take up to minutes.
constexpr Duration boot_max = minutes{10};

}  // namespace

Generation& Place::generation(const DynoId& id, Instant at) {
  if (Generation* known = find(id)) {
    // The start was of this one, which a listing had named already: it says nothing about the next.
    if (starting_at_ && !known->sampled() && at >= *starting_at_) starting_at_.reset();
    return *known;
  }
  if (generations_.size() == generations_max) {
    // With preboot and several releases in a row the oldest may be the one that still reports.
    generations_.erase(std::ranges::min_element(generations_, {}, &Generation::last_sample));
  }
  const bool first = generations_.empty();
  Generation& fresh = generations_.emplace_back(id, at);
  if (starting_at_ && at >= *starting_at_ && at - *starting_at_ <= boot_max) {
    fresh.born(*starting_at_);
  } else if (!first) {
    fresh.born(at);  // we watched the place and it was not there before
  }
  starting_at_.reset();
  forget_over_quota();
  return fresh;
}

Generation* Place::find(const DynoId& id) {
  const auto found = std::find_if(generations_.begin(), generations_.end(),
                                  [&](const auto& each) { return each.id() == id; });
  return found == generations_.end() ? nullptr : &*found;
}

const Generation* Place::find(const DynoId& id) const { return const_cast<Place*>(this)->find(id); }

Instant Place::came(const Generation& generation) const {
  const bool is_listed = listing_ && listing_->id == generation.id();
  return is_listed ? std::max(listing_->at, generation.first_seen()) : generation.first_seen();
}

const Generation* Place::current(Instant at) const {
  const Generation* best = nullptr;
  bool best_reports = false;
  for (const Generation& each : generations_) {
    const bool reports = at - each.last_sample() <= silent_after;
    if (!best || reports > best_reports || (reports == best_reports && came(each) >= came(*best))) {
      best = &each;
      best_reports = reports;
    }
  }
  return best;
}

void Place::fetch_all_known() const {
  constexpr std::size_t usual = 128;  // of an entry: what is read with each line
  if (!generations_.empty()) swapguard::fetch(&generations_.back(), sizeof(Generation));
  for (const Trace* each : {&traces_.foresight, &traces_.learned, &traces_.harm, &traces_.outcomes}) {
    each->fetch_entry(usual);
  }
}

void Place::listed(const DynoId& id, Instant created_at, Instant at) {
  Generation& known = generation(id, at);
  if (created_at > Instant{}) known.born(created_at);
  listing_ = Listing{id, at};
}

void Place::state(DynoState state, Instant at) {
  if (at < state_at_) return;
  state_ = state;
  state_at_ = at;
}

void Place::over_quota(Instant at) {
  if (static_cast<int>(r14_.size()) == r14_max) r14_.erase(r14_.begin());
  r14_.push_back(at);
}

int Place::over_quota_since(Instant from) const {
  return static_cast<int>(std::count_if(r14_.begin(), r14_.end(), [&](Instant at) { return at >= from; }));
}

void Place::forget(Duration silent, Instant at) {
  const Generation* const holder = current(at);
  const DynoId held = holder ? holder->id() : DynoId{};
  std::erase_if(generations_,
                [&](const auto& each) { return each.id() != held && at - each.last_sample() > silent; });
}

Instant Place::last_line() const {
  Instant newest = std::max(state_at_, starting_at_.value_or(Instant{}));
  if (!r14_.empty()) newest = std::max(newest, r14_.back());
  for (const Generation& each : generations_) newest = std::max(newest, each.last_sample());
  return newest;
}

bool Place::reports(Instant at) const {
  const Generation* holder = current(at);
  return holder && at - holder->last_sample() <= silent_after;
}

bool Place::is_healthy(Instant at) const {
  const bool up = state_ == DynoState::up || state_ == DynoState::other;
  return up && (reports(at) || std::ranges::none_of(generations_, &Generation::sampled));
}

}  // namespace swapguard::fleet
