// Helping: do restarts of a process type help? When memory is back at the limit soon after, twice in a row,
// the base is too big for this size and further restarts are harm (S13).
#pragma once

#include <map>

#include "core/base/name.h"
#include "core/base/time.h"

namespace swapguard::guard {

class Helping {
 public:
  static constexpr int in_vain_max = 2;

  // A rule wants a restart of a dyno again, so long after our last one there. True when this says to stop.
  bool wanted_again(const ProcessType& type, Duration after, Duration soon);
  bool helps(const ProcessType& type) const;
  // A release, a new size or a new policy: the slate is clean.
  void forget() { in_vain_.clear(); }

 private:
  std::map<ProcessType, int> in_vain_;
};

}  // namespace swapguard::guard
