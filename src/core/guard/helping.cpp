#include "core/guard/helping.h"

namespace swapguard::guard {

bool Helping::wanted_again(const ProcessType& type, Duration after, Instant at) {
  if (!helps(type, at)) return false;
  Record& record = types_[type];
  record.in_vain = after > soon ? 0 : record.in_vain + 1;
  if (record.in_vain < in_vain_max) return false;
  record.stopped_at = at;
  return true;
}

bool Helping::helps(const ProcessType& type, Instant at) const {
  const auto found = types_.find(type);
  if (found == types_.end() || !found->second.stopped_at) return true;
  return at - *found->second.stopped_at >= stopped_for;
}

}  // namespace swapguard::guard
