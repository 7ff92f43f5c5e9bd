#include "io/api/tally.h"

namespace swapguard::api {
namespace {

std::int64_t hour_of(Instant at) { return std::chrono::floor<hours>(at).time_since_epoch().count(); }

int* counter_of(Tally::Counts& counts, guard::Kind kind) {
  switch (kind) {
    case guard::Kind::restart:
      return &counts.restarts;
    case guard::Kind::would_restart:
      return &counts.would_restart;
    case guard::Kind::held:
      return &counts.held;
    case guard::Kind::r14:
      return &counts.r14;
    case guard::Kind::r15:
      return &counts.r15;
    default:
      return nullptr;
  }
}

}  // namespace

void Tally::count(const guard::JournalEntry& entry) {
  Counts none;
  if (counter_of(none, entry.kind) == nullptr || entry.app.empty()) return;
  const std::int64_t number = hour_of(entry.at);
  if (number < 0) return;
  Hour& hour = apps_[entry.app][static_cast<std::size_t>(number) % hours_kept];
  if (number < hour.number) return;
  if (number > hour.number) hour = {number, {}};
  ++*counter_of(hour.counts, entry.kind);
}

Tally::Counts Tally::of(const AppName& app, Instant now) const {
  Counts sum;
  const auto found = apps_.find(app);
  if (found == apps_.end()) return sum;
  const std::int64_t newest = hour_of(now);
  for (const Hour& hour : found->second) {
    if (hour.number > newest || newest - hour.number >= static_cast<std::int64_t>(hours_kept) - 1) continue;
    sum.restarts += hour.counts.restarts;
    sum.would_restart += hour.counts.would_restart;
    sum.held += hour.counts.held;
    sum.r14 += hour.counts.r14;
    sum.r15 += hour.counts.r15;
  }
  return sum;
}

}  // namespace swapguard::api
