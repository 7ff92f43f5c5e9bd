#include "core/learn/minute_counts.h"

#include <chrono>
#include <limits>

namespace swapguard::learn {
namespace {

std::int64_t minute_of(Instant at) { return std::chrono::floor<minutes>(at).time_since_epoch() / minutes{1}; }

}  // namespace

void MinuteCounts::push(bool failed, Instant at) {
  const std::int64_t minute = minute_of(at);
  if (minute < 0 || minute > std::numeric_limits<std::uint32_t>::max()) return;
  rows_.resize(minutes_kept);
  Row& row = rows_[static_cast<std::size_t>(minute % minutes_kept)];
  if (minute < row.minute) return;  // a line that came an hour late
  if (minute > row.minute) row = {static_cast<std::uint32_t>(minute), 0, 0};
  ++row.all;
  row.failed += failed;
}

Requests MinuteCounts::between(Instant from, Instant to) const {
  const std::int64_t first = minute_of(from);
  const std::int64_t end = minute_of(to);
  Requests sum;
  for (const Row& row : rows_) {
    if (row.minute < first || row.minute >= end) continue;
    sum.all += row.all;
    sum.failed += row.failed;
  }
  return sum;
}

}  // namespace swapguard::learn
