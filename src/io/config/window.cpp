// The values of protected windows: times of day in a zone, days of the week.
#include <fmt/format.h>

#include <array>

#include "io/config/suggest.h"
#include "io/config/value.h"
#include "io/config/zone.h"

namespace swapguard::config {
namespace {

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// `01:30`; 24:00 is the end of the day.
std::optional<minutes> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const minutes time{((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0'};
  if (text[3] > '5' || time > hours{24}) return std::nullopt;
  return time;
}

std::optional<unsigned> day_number(std::string_view text) {
  std::string lower;
  for (const char letter : text)
    lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  for (unsigned i = 0; i < day_names.size(); ++i) {
    constexpr std::array<std::string_view, 7> whole{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};
    if (lower == day_names[i] || lower == whole[i]) return i;
  }
  return std::nullopt;
}

std::string clock(minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

}  // namespace

Parsed<TimesOfDay> parse_times(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view times = text.substr(0, space);
  const std::size_t hyphen = times.find('-');
  const auto from = time_of_day(times.substr(0, hyphen));
  const auto to = hyphen == std::string_view::npos ? std::nullopt : time_of_day(times.substr(hyphen + 1));
  if (!from || !to) {
    return failure(std::string{R"(is not a span of the day with its zone, as "01:30-03:00 Europe/Berlin")"});
  }
  if (*from == *to)
    return failure(std::string{"begins and ends at the same time; a whole day is 00:00-24:00"});
  if (*from == hours{24}) return failure(std::string{"begins at 24:00; write 00:00"});
  TimesOfDay window{
      *from, *to, space == std::string_view::npos ? "UTC" : std::string{text.substr(space + 1)}, {}};
  auto offsets = zone_offsets(window.zone);
  if (!offsets)
    return failure(fmt::format("names a zone that does not work: {} {}", window.zone, offsets.error()));
  window.offsets = std::move(*offsets);
  return window;
}

Parsed<unsigned> parse_days(const std::vector<std::string>& items) {
  unsigned days = 0;
  for (const std::string& item : items) {
    const std::size_t hyphen = item.find('-');
    const auto first = day_number(std::string_view{item}.substr(0, hyphen));
    const auto last =
        hyphen == std::string::npos ? first : day_number(std::string_view{item}.substr(hyphen + 1));
    if (!first || !last)
      return failure(std::string{R"(is not a day or days of the week, as "mon" or "mon-fri")"});
    for (unsigned day = *first;; day = (day + 1) % 7) {
      days |= 1U << day;
      if (day == *last) break;
    }
  }
  if (days == 0) return failure(std::string{"names no day: the window would never hold"});
  return days;
}

std::string rate_text(Rate rate) {
  if (rate.span == Duration{std::chrono::days{1}}) return fmt::format("{}/day", rate.count);
  return fmt::format("{} in {}", rate.count, format_duration(rate.span));
}

std::string days_text(unsigned days) {
  std::string text;
  for (unsigned i = 0; i < day_names.size(); ++i) {
    if ((days >> i & 1U) != 0) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", day_names[i]);
  }
  return "[" + text + "]";
}

std::string times_text(const policy::ProtectedWindow& window) {
  return fmt::format("{}-{} {}", clock(window.from), clock(window.to), window.zone);
}

}  // namespace swapguard::config
