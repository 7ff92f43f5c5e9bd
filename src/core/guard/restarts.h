// Restarts: what one app's restarts were, by our hand and by others'. Answers what cooldown, budget and the
// in-flight rails ask; keeps the generations that were acted on (S1).
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "core/guard/event.h"

namespace swapguard::guard {

// Four octets of an FNV-1a hash over generation and time: the same log gives the same identifiers.
DecisionId decision_id(const DynoId& id, Instant at);

class Restarts {
 public:
  static constexpr Duration foreign_kept = days{3};
  static constexpr std::size_t records_max = 10'000;

  void add(const RestartRecord& record) { records_.push_back(record); }
  // A name that none has: the sample of one that was dropped before a crash may decide again.
  DecisionId fresh_decision(const DynoId& id, Instant at) const;
  RestartRecord* find(const DecisionId& decision);
  const RestartRecord* find(const DecisionId& decision) const;
  // The unfinished restart that acts on this place; nothing when there is none.
  RestartRecord* in_flight_at(const DynoName& dyno);
  const RestartRecord* in_flight_at(const DynoName& dyno) const;
  const std::deque<RestartRecord>& all() const { return records_; }

  // The newest record of the generation that was carried out, or may have been; null: none.
  const RestartRecord* of(const DynoId& id) const;
  // True when the generation was given a command, or may have been.
  bool acted_on(const DynoId& id) const { return of(id) != nullptr; }
  int in_flight(const ProcessType& type) const;
  std::optional<Instant> last_of_type(const ProcessType& type) const;
  // The newest restart by our hand in this place; null: none.
  const RestartRecord* newest_at(const DynoName& dyno) const;
  // The newest start of a restart in this place, ours or the platform's.
  std::optional<Instant> last_here(const DynoName& dyno) const;
  int since(Instant from) const;
  int since(Instant from, const DynoName& dyno) const;

  // Somebody else restarted the place: it counts toward the cooldown.
  void note_foreign(const DynoName& dyno, Instant at) { foreign_[dyno] = at; }

  // Drops finished records older than `kept`, and the oldest finished ones over the bound.
  void forget(Instant at, Duration kept);

 private:
  std::deque<RestartRecord> records_;  // in the order of the decisions
  std::map<DynoName, Instant> foreign_;
};

}  // namespace swapguard::guard
