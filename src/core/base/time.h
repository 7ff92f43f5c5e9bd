// Instant and Duration. Core never asks for the time: it is told.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace swapguard {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Reads RFC 3339 as Heroku writes it: 0 to 6 fraction digits (more are cut), any offset, `Z`, and the
// `Z+00:00` of Logplex's own examples; without an offset it is UTC (`heroku logs` of 2014).
// Nothing for impossible dates (February 30), a leap second, or trailing text.
std::optional<Instant> parse_rfc3339(std::string_view text);

// `2026-05-11T01:52:11.123456Z`; the fraction is left out when it is zero. Reads back to the same value.
std::string format_rfc3339(Instant at);

// `90s`, `30m`, `1h30m`, `500ms`, `2d`. A bare number is refused: a unit is part of the meaning.
std::optional<Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration reads back: `90s` is `1m30s`, 0 is `0s`.
std::string format_duration(Duration duration);

// For people: two largest units, `2h 5m`, `46 min` is `46m`, below a second `310ms`.
std::string describe_duration(Duration duration);

constexpr double to_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace swapguard
