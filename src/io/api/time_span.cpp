#include "io/api/time_span.h"

#include <algorithm>

namespace swapguard::api {
namespace {

constexpr Duration shortest = minutes{1};
constexpr Duration longest = days{366};

std::optional<Moment> read_moment(std::string_view text) {
  if (text == "now") return Moment{};
  if (text.starts_with('-')) {
    const auto before = parse_duration(text.substr(1));
    return before && *before <= longest ? std::optional(Moment{.at = {}, .before = *before}) : std::nullopt;
  }
  const auto at = parse_rfc3339(text);
  return at ? std::optional(Moment{.at = at}) : std::nullopt;
}

}  // namespace

Result<TimeSpan, Refusal> read_span(const http::Request& request) {
  TimeSpan span;
  for (const auto& [name, into] : {std::pair{"from", &span.from}, std::pair{"to", &span.to}}) {
    const std::string text = request.query(name);
    if (text.empty()) continue;
    const auto moment = read_moment(text);
    if (!moment) {
      return failure(Refusal{400, "SG0002", std::string(name) + " must be a time",
                             "as in RFC 3339 (2026-05-11T02:00:00Z), now, or a time ago (-6h)"});
    }
    *into = *moment;
  }
  return span;
}

Result<TimeRange, Refusal> range_of(const TimeSpan& span, Instant now) {
  const TimeRange range{span.from.of(now), std::min(span.to.of(now), now)};
  const Duration length = range.to - range.from;
  if (length >= shortest && length <= longest && range.from >= Instant{}) return range;
  return failure(Refusal{400, "SG0002", "from must be a minute to a year before to", ""});
}

}  // namespace swapguard::api
