#include "core/learn/size_advice.h"

#include <cmath>

#include "core/platform/dyno_size.h"

namespace swapguard::learn {

std::optional<SizeAdvice> advise_size(Bytes base, Bytes quota, bool swaps, std::optional<double> leak) {
  if (quota.count <= 0 || percent_of(base, quota) < base_too_big_percent) return std::nullopt;
  SizeAdvice advice{base, quota, {}, {}, {}};
  const auto next = next_dyno_size(quota, swaps);
  if (!next) return advice;
  advice.next_name = next->name;
  advice.next_quota = next->quota;
  // Slower than this it is cycled long before.
  constexpr double least_mb_per_hour = 1;
  if (leak && *leak >= least_mb_per_hour && next->quota > base) {
    const double hours_left = (next->quota - base).to_megabytes() / *leak;
    advice.next_lasts = minutes{std::llround(hours_left * 60)};
  }
  return advice;
}

}  // namespace swapguard::learn
