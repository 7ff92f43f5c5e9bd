// Size advice: when the base of a process type fills its dynos, no restart helps; what would the next size
// change?
#pragma once

#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::learn {

struct SizeAdvice {
  Bytes base, quota;
  // Of the next larger size; empty where there is none.
  std::string next_name;
  std::optional<Bytes> next_quota;
  // From boot to the next size's quota at the present leak; nothing: no leak is known, it would not get
  // there.
  std::optional<Duration> next_lasts;
};

// A base of nine tenths of the quota: a restart gives back too little to pay for itself.
inline constexpr double base_too_big_percent = 90;

// Nothing while the base fits. `leak`: MB an hour.
std::optional<SizeAdvice> advise_size(Bytes base, Bytes quota, bool swaps, std::optional<double> leak);

}  // namespace swapguard::learn
