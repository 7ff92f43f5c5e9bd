// Helping: do restarts of a process type help? When memory is back at the limit soon after, twice in a row,
// the base is too big for this size and further restarts are harm (S13).
#pragma once

#include <map>
#include <optional>

#include "core/base/name.h"
#include "core/base/time.h"

namespace swapguard::guard {

class Helping {
 public:
  static constexpr int in_vain_max = 2;
  // Back at the limit within this is the base, not a leak: boot and warm-up take minutes.
  static constexpr Duration soon = minutes{10};
  // Then one more is tried: the world may have changed in ways that no log line tells.
  static constexpr Duration stopped_for = hours{6};

  // A generation is at its limit for the first time in its life, `after` the newest restart of its place.
  // True when this says to stop.
  bool wanted_again(const ProcessType& type, Duration after, Instant at);
  bool helps(const ProcessType& type, Instant at) const;
  // A release, a new size or a new policy: the slate is clean.
  void forget() { types_.clear(); }

 private:
  struct Record {
    int in_vain = 0;
    std::optional<Instant> stopped_at;
  };
  std::map<ProcessType, Record> types_;
};

}  // namespace swapguard::guard
