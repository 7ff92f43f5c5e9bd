#include "core/learn/renewals.h"

#include <algorithm>

namespace swapguard::learn {
namespace {

constexpr int neighbours = 3;       // half-hours on each side
constexpr double unseen_hours = 4;  // as if so long without any renewal had been seen besides
constexpr double hours_most = 60;   // of one half-hour of the day: older ones count less

std::size_t kind_of_day(Instant at) {
  return std::chrono::weekday{std::chrono::floor<days>(at)}.iso_encoding() >= 6 ? 1 : 0;
}

int slot_of(Instant at) { return static_cast<int>((at - std::chrono::floor<days>(at)) / minutes{30}); }

}  // namespace

void Renewals::watched(Instant from, Instant to) {
  if (to - from > hours{1}) return;
  Day& day = days_[kind_of_day(to)];
  const auto here = static_cast<std::size_t>(slot_of(to));
  day.hours[here] = day.hours[here] + to_seconds(to - from) / 3600;
  if (day.hours[here] > hours_most) {
    day.hours[here] = day.hours[here] / 2;
    if (!day.counts.empty()) day.counts[here] = day.counts[here] / 2;
  }
}

void Renewals::renewed(Instant at) {
  Day& day = days_[kind_of_day(at)];
  day.counts.resize(slots);
  Single& count = day.counts[static_cast<std::size_t>(slot_of(at))];
  count = count + 1;
}

double Renewals::expected(Instant at, Duration step) const {
  const Day& day = days_[kind_of_day(at)];
  if (day.counts.empty()) return 0;
  const int here = slot_of(at);
  double count = 0, seen = unseen_hours;
  for (int off = -neighbours; off <= neighbours; ++off) {
    const auto index = static_cast<std::size_t>((here + off + slots) % slots);
    count += day.counts[index];
    seen += day.hours[index];
  }
  return count / seen * to_seconds(step) / 3600;
}

}  // namespace swapguard::learn
