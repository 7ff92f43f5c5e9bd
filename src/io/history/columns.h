// Our types as columns and back: instants as microseconds since 1970 UTC, dyno ids as text, nothing as ''.
#pragma once

#include <string>

#include "core/base/time.h"
#include "core/platform/dyno.h"
#include "io/history/storage_error.h"

namespace swapguard::history {

inline long long to_column(Instant at) { return at.time_since_epoch().count(); }
inline Instant to_instant(long long column) { return Instant(Duration(column)); }

inline std::string to_column(const DynoId& id) { return id.is_nil() ? std::string() : id.text(); }
// Throws Unreadable.
inline DynoId to_dyno_id(const std::string& column) {
  if (column.empty()) return {};
  const auto id = DynoId::parse(column);
  if (!id) throw Unreadable("a dyno id reads '" + column + "'");
  return *id;
}

}  // namespace swapguard::history
