#include "io/web/words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace swapguard::web {
namespace {

constexpr double mb = 1 << 20;
constexpr double falling_below = -30;  // MB an hour
constexpr double near_percent = 90;
constexpr Duration near_within = minutes{90};
constexpr Duration silent_after = minutes{5};
constexpr std::string_view none = "–";

struct Detailed {
  std::string operator()(bool value) const { return value ? "yes" : "no"; }
  std::string operator()(std::int64_t value) const { return fmt::to_string(value); }
  std::string operator()(double value) const { return fmt::format("{:.4g}", value); }
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(Bytes value) const { return megabytes_text(value); }
  std::string operator()(Duration value) const { return describe_duration(value); }
  std::string operator()(Instant value) const { return moment_text(value); }
};

std::string second_text(Instant at) { return format_rfc3339(std::chrono::floor<seconds>(at)); }

}  // namespace

std::string_view to_text(Tone tone) {
  constexpr std::array<std::string_view, 4> names{"calm", "ok", "warn", "bad"};
  return names[static_cast<std::size_t>(tone)];
}

std::string percent_text(std::optional<double> percent) {
  return percent ? fmt::format("{:.0f} %", *percent) : std::string(none);
}

std::string megabytes_text(Bytes size) { return fmt::format("{:.0f} MB", size.to_megabytes()); }

std::string growth_text(std::optional<double> growth) {
  if (!growth) return std::string(none);
  const double hourly = *growth * 3600 / mb;
  if (hourly < falling_below) return "falling";
  return fmt::format("{:+.0f} MB/h", std::abs(hourly) < 0.5 ? 0.0 : hourly);
}

std::string span_text(std::optional<Duration> span) {
  if (!span || *span < Duration{}) return std::string(none);
  const double long_minutes = to_seconds(*span) / 60;
  if (long_minutes < 1.5) return fmt::format("{:.0f} s", to_seconds(*span));
  if (long_minutes < 99.5) return fmt::format("{:.0f} min", long_minutes);
  if (long_minutes < 48 * 60) return fmt::format("{:.1f} h", long_minutes / 60);
  return fmt::format("{:.0f} days", long_minutes / 60 / 24);
}

std::string clock_text(Instant at) { return second_text(at).substr(11, 5); }

std::string day_text(Instant at) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day day{std::chrono::floor<days>(at)};
  return fmt::format("{} {}", months[static_cast<unsigned>(day.month()) - 1],
                     static_cast<unsigned>(day.day()));
}

std::string moment_text(Instant at) {
  const std::string text = second_text(at);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

std::string count_text(int count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string detail_text(const guard::Detail& detail) { return std::visit(Detailed{}, detail); }

std::string spoken(std::string_view key) {
  std::string text(key);
  for (char& letter : text) letter = letter == '_' ? ' ' : letter;
  return text;
}

Standing standing_of(const api::DynoPicture& dyno, const api::AppPicture& app, Instant now) {
  if (!dyno.current) return {"Ending", Tone::calm};
  if (dyno.verdict == "restarting") return {"Restarting", Tone::warn};
  if (now - dyno.last_sample > silent_after) return {"No data", Tone::bad};
  const double percent = dyno.percent().value_or(0);
  if (dyno.verdict.starts_with("held")) return {"Held back", percent >= 100 ? Tone::bad : Tone::warn};
  if (dyno.verdict == "due" || dyno.verdict == "would_restart") {
    return {app.armed && !app.paused ? "Will restart" : "Due, observed", Tone::warn};
  }
  if (percent >= 100) return {"Over quota", Tone::bad};
  const bool is_soon = dyno.to_limit && *dyno.to_limit < near_within && percent >= near_percent - 30;
  if (percent >= near_percent || is_soon) return {"Near quota", Tone::warn};
  return {"OK", Tone::ok};
}

std::string near_text(Instant at, Instant now) {
  const bool is_today = std::chrono::floor<days>(at) == std::chrono::floor<days>(now);
  return is_today ? clock_text(at) : day_text(at) + " " + clock_text(at);
}

Standing mode_of(const api::AppPicture& app, Instant now) {
  if (app.blind) return {"Blind", Tone::bad};
  if (app.paused) {
    return {app.paused_until ? "Paused until " + near_text(*app.paused_until, now) : "Paused", Tone::warn};
  }
  return app.armed ? Standing{"Armed", Tone::ok} : Standing{"Observe", Tone::calm};
}

}  // namespace swapguard::web
