#include "core/guard/helping.h"

namespace swapguard::guard {

bool Helping::wanted_again(const ProcessType& type, Duration after, Duration soon) {
  int& count = in_vain_[type];
  if (after > soon) {
    count = 0;
    return false;
  }
  return ++count == in_vain_max;
}

bool Helping::helps(const ProcessType& type) const {
  const auto found = in_vain_.find(type);
  return found == in_vain_.end() || found->second < in_vain_max;
}

}  // namespace swapguard::guard
