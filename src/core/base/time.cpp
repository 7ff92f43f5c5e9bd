#include "core/base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace swapguard {
namespace {

// Takes `width` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

// `.112`: one or more digits, the first six count.
std::optional<microseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return microseconds{0};
  std::int64_t value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 6) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (int i = digits; i < 6; ++i) value *= 10;
  return microseconds{value};
}

std::optional<minutes> take_offset(std::string_view& text) {
  const bool zulu = take(text, 'Z') || take(text, 'z');
  if (text.empty()) return minutes{0};
  const bool west = text.front() == '-';
  if (!west && text.front() != '+') return zulu ? std::optional(minutes{0}) : std::nullopt;
  text.remove_prefix(1);
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const minutes east{*hour * 60 + *minute};
  return west ? -east : east;
}

struct Unit {
  std::string_view name;
  Duration length;
};
// From the largest to the smallest; `ms` must be tried before `m`.
constexpr std::array<Unit, 6> units{{{"d", days{1}},
                                     {"h", hours{1}},
                                     {"ms", milliseconds{1}},
                                     {"us", microseconds{1}},
                                     {"m", minutes{1}},
                                     {"s", seconds{1}}}};
constexpr std::array<Unit, 6> descending{{{"d", days{1}},
                                          {"h", hours{1}},
                                          {"m", minutes{1}},
                                          {"s", seconds{1}},
                                          {"ms", milliseconds{1}},
                                          {"us", microseconds{1}}}};

}  // namespace

std::optional<Instant> parse_rfc3339(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || !(take(text, 'T') || take(text, 't'))) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second) return std::nullopt;
  const auto fraction = take_fraction(text);
  const auto east = fraction ? take_offset(text) : std::nullopt;
  if (!east || !text.empty()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Instant{std::chrono::sys_days{date}} + hours{*hour} + minutes{*minute} + seconds{*second} +
         *fraction - *east;
}

std::string format_rfc3339(Instant at) {
  const auto day = std::chrono::floor<days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (const auto fraction = time.subseconds().count(); fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "Z";
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration total{0};
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    bool known = false;
    for (const Unit& unit : units) {
      if (!text.starts_with(unit.name)) continue;
      if (count > Duration{days{36500}} / unit.length) return std::nullopt;
      total += unit.length * count;
      text.remove_prefix(unit.name.size());
      known = true;
      break;
    }
    if (!known || total > days{36500}) return std::nullopt;
  }
  return total;
}

std::string format_duration(Duration duration) {
  if (duration == Duration{0}) return "0s";
  std::string text = duration < Duration{0} ? "-" : "";
  Duration left = duration < Duration{0} ? -duration : duration;
  for (const Unit& unit : descending) {
    if (const auto count = left / unit.length; count > 0) {
      text += fmt::format("{}{}", count, unit.name);
      left -= unit.length * count;
    }
  }
  return text;
}

std::string describe_duration(Duration duration) {
  if (duration < Duration{0}) return "-" + describe_duration(-duration);
  if (duration < seconds{1}) return fmt::format("{}ms", duration / milliseconds{1});
  std::string text;
  Duration left = duration;
  int shown = 0;
  for (std::size_t i = 0; i < 4 && shown < 2; ++i) {
    const auto count = left / descending[i].length;
    if (count == 0 && shown == 0) continue;
    if (count > 0) text += fmt::format("{}{}{}", shown > 0 ? " " : "", count, descending[i].name);
    left -= descending[i].length * count;
    ++shown;
  }
  return text;
}

}  // namespace swapguard
