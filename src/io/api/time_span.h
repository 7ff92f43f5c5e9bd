// Times as they are asked for: from and to, each as RFC 3339, `now`, or a duration before now (`-6h`).
#pragma once

#include <optional>

#include "core/base/result.h"
#include "core/base/time.h"
#include "io/api/refusal.h"

namespace swapguard::api {

struct Moment {
  std::optional<Instant> at;  // nothing: `before` now
  Duration before{};

  Instant of(Instant now) const { return at.value_or(now - before); }
};

struct TimeSpan {
  Moment from{.at = {}, .before = hours{6}};
  Moment to;
};

struct TimeRange {
  Instant from, to;
};

// The query's `from` (six hours ago) and `to` (now).
Result<TimeSpan, Refusal> read_span(const http::Request& request);
// A minute to a year, ending now at the latest.
Result<TimeRange, Refusal> range_of(const TimeSpan& span, Instant now);

}  // namespace swapguard::api
