#include "core/learn/minute_counts.h"

#include <chrono>

namespace swapguard::learn {
namespace {

std::int64_t minute_of(Instant at) { return std::chrono::floor<minutes>(at).time_since_epoch() / minutes{1}; }

}  // namespace

void MinuteCounts::push(bool failed, Instant at) {
  const std::int64_t minute = minute_of(at);
  if (minute < 0) return;
  Row& row = rows_[static_cast<std::size_t>(minute % minutes_kept)];
  if (minute < row.minute) return;  // a line that came an hour late
  if (minute > row.minute) row = Row{minute, 0, 0};
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
