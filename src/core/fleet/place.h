// Place: web.1, and the generations that hold or held it. With preboot two of them report for minutes.
#pragma once

#include <optional>
#include <vector>

#include "core/fleet/generation.h"
#include "core/platform/dyno_map.h"

namespace swapguard::fleet {

class Place {
 public:
  static constexpr std::size_t generations_max = 4;
  static constexpr int r14_max = 16;  // the newest R14 lines are kept
  // A generation without a line for this long no longer counts as reporting.
  static constexpr Duration silent_after = seconds{70};

  explicit Place(DynoName name) : name_(std::move(name)), type_(name_.type()) {}

  // Where others keep what they know of the place; theirs alone.
  struct Traces {
    Trace foresight, learned, harm, outcomes, leak;
    Trace next;  // of the fleet: the place whose line came after this one's the time before
  };
  Traces& traces() const { return traces_; }

  const DynoName& name() const { return name_; }
  const ProcessType& type() const { return type_; }
  const std::vector<Generation>& generations() const { return generations_; }

  // The generation of this id, made when it is new. A fifth pushes out the one that was silent for longest.
  Generation& generation(const DynoId& id, Instant at);
  Generation* find(const DynoId& id);
  const Generation* find(const DynoId& id) const;

  // The generation that holds the place: of those that report, the one that came last, by its first line or
  // by the platform's own list. Nothing while none is known.
  const Generation* current(Instant at) const;

  // The platform's list names this generation here. `created_at` of 1970: not told.
  void listed(const DynoId& id, Instant created_at, Instant at);

  DynoState state() const { return state_; }
  Instant state_at() const { return state_at_; }
  void state(DynoState state, Instant at);
  // A process is being started in this place: the next unknown id was born then.
  void starting(Instant at) { starting_at_ = at; }

  // R14 lines; they name the place, not the generation.
  void over_quota(Instant at);
  int over_quota_since(Instant from) const;
  // Called when a new generation takes the place.
  void forget_over_quota() { r14_.clear(); }

  // Drops the generations that have been silent for so long, but the one that holds the place.
  void forget(Duration silent, Instant at);

  // Asks for its memory ahead of its next line: for the place itself; once that is there, for what it leads
  // to.
  void fetch() const { swapguard::fetch(this, sizeof *this); }
  void fetch_all_known() const;

  bool reports(Instant at) const;
  // Not known to be anything but up: it reports, or none of its generations ever did (no runtime metrics).
  bool is_healthy(Instant at) const;
  Instant last_line() const;

 private:
  struct Listing {
    DynoId id;
    Instant at;
  };
  Instant came(const Generation& generation) const;

  DynoName name_;
  ProcessType type_;
  std::vector<Generation> generations_;  // in the order of their first line
  std::optional<Listing> listing_;
  DynoState state_ = DynoState::other;
  Instant state_at_{};
  std::optional<Instant> starting_at_;
  std::vector<Instant> r14_;  // the newest
  mutable Traces traces_;
};

}  // namespace swapguard::fleet
