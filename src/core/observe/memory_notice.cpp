#include "core/observe/memory_notice.h"

#include <cmath>

#include "core/observe/decimal.h"
#include "core/platform/dyno_size.h"

namespace swapguard::observe {
namespace {

constexpr double nearness = 0.015;

Bytes snap(Bytes quota) {
  Bytes best = quota;
  double best_distance = nearness;
  for (const DynoSize& size : dyno_sizes()) {
    const double distance = std::abs(percent_of(quota - size.quota, size.quota)) / 100.0;
    if (distance > best_distance) continue;
    best = size.quota;
    best_distance = distance;
  }
  return best;
}

}  // namespace

Result<What, Ignored> read_memory_notice(std::string_view text) {
  const auto memory = take_hundredths(text);
  if (!memory || !take(text, "M")) return failure(Ignored::metric_malformed);
  take(text, "B");
  if (!take(text, "(")) return failure(Ignored::metric_malformed);
  const auto percent = take_hundredths(text);
  if (!percent || *percent == 0 || text != "%)") return failure(Ignored::metric_malformed);
  // memory / (percent / 100), both in hundredths.
  const Bytes quota = Bytes::hundredths(*memory * 10'000 / *percent);
  return What{MemoryNotice{Bytes::hundredths(*memory), static_cast<double>(*percent) / 100.0, snap(quota)}};
}

}  // namespace swapguard::observe
