// What the tests of this folder share: lines of a log, written short.
#pragma once

#include "core/observe/observation.h"

namespace swapguard::rehearse::testing_lines {

inline constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};
inline const Bytes quota = Bytes::megabytes(512);

inline DynoId id_of(int number) {
  DynoId id;
  id.octets[0] = 0xAA;
  id.octets[15] = static_cast<std::uint8_t>(number);
  id.octets[14] = static_cast<std::uint8_t>(number >> 8);
  return id;
}

inline observe::Observation sample(Instant at, const char* dyno, const DynoId& id, double megabytes) {
  const Bytes used = Bytes::hundredths(static_cast<std::int64_t>(megabytes * 100));
  const Bytes rss = std::min(used, quota);
  return {at, DynoName(dyno), observe::MemorySample{id, used, rss, Bytes{}, used - rss, quota, {}, {}}};
}

inline observe::Observation state(Instant at, const char* dyno, DynoState from, DynoState to) {
  return {at, DynoName(dyno), observe::StateChange{from, to}};
}

inline observe::Observation error(Instant at, const char* dyno, int code) {
  return {at, DynoName(dyno), observe::DynoError{code}};
}

inline Bytes used_of(const observe::Observation& line) {
  const auto& sample = std::get<observe::MemorySample>(line.what);
  return *sample.rss + *sample.swap;
}

inline DynoId shown_id(const observe::Observation& line) {
  return std::get<observe::MemorySample>(line.what).id;
}

}  // namespace swapguard::rehearse::testing_lines
