#include "app/status_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/status_cells.h"

namespace swapguard::app {
namespace {

using api::AppPicture;
using api::DynoPicture;
using telemetry::Tone;

std::string forecast(const DynoPicture& dyno, const AppPicture& app, Instant now) {
  std::string text = fmt::format("{} reaches its quota in {} ({} UTC", dyno.dyno.text,
                                 short_span(*dyno.to_quota), clock_of(now + *dyno.to_quota));
  if (const auto& range = dyno.quota_between) {
    text += range->latest ? fmt::format("; nine times of ten from {} to {}", clock_of(now + range->earliest),
                                        clock_of(now + *range->latest))
                          : fmt::format("; hardly before {}", clock_of(now + range->earliest));
  }
  text += ").";
  if (!dyno.to_limit) return text;
  return text + fmt::format(" {} {}.", app.armed ? "Restart due about" : "Armed, it would be restarted about",
                            clock_of(now + *dyno.to_limit));
}

// Of another day with its date.
std::string near_of(Instant at, Instant now) {
  const bool is_today = std::chrono::floor<days>(at) == std::chrono::floor<days>(now);
  return (is_today ? "" : format_rfc3339(std::chrono::floor<seconds>(at)).substr(0, 10) + " ") + clock_of(at);
}

}  // namespace

std::string clock_of(Instant at) { return format_rfc3339(std::chrono::floor<seconds>(at)).substr(11, 5); }

std::vector<DynoPicture> by_fill(std::vector<DynoPicture> dynos) {
  std::stable_sort(dynos.begin(), dynos.end(), [](const auto& one, const auto& other) {
    return one.percent().value_or(-1) > other.percent().value_or(-1);
  });
  return dynos;
}

std::vector<Sentence> sentences(const AppPicture& app, const std::vector<DynoPicture>& dynos, Instant now) {
  std::vector<Sentence> all;
  if (app.blind) {
    all.push_back({Tone::problem, fmt::format("Blind ({}): memory is not seen and nothing is restarted.",
                                              spoken(*app.blind))});
  }
  if (app.paused) {
    const std::string until = app.paused_until ? fmt::format("until {} UTC", near_of(*app.paused_until, now))
                                               : "until it is resumed";
    all.push_back({Tone::attention, fmt::format("Paused {}: nothing is restarted.", until)});
  }
  for (const auto& dyno : dynos) {
    constexpr std::string_view held = "held:";
    if (dyno.verdict.starts_with(held)) {
      all.push_back({Tone::attention, fmt::format("{} is due but held back: {}.", dyno.dyno.text,
                                                  spoken(dyno.verdict.substr(held.size())))});
    } else if (dyno.verdict == "would_restart") {
      all.push_back({Tone::attention, dyno.dyno.text + " would have been restarted (observe mode)."});
    } else if (dyno.to_quota && *dyno.to_quota <= due_within && dyno.percent() < 100) {
      all.push_back({Tone::attention, forecast(dyno, app, now)});
    }
  }
  return all;
}

}  // namespace swapguard::app
