#include "io/web/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "io/web/words.h"

namespace swapguard::web {
namespace {

constexpr std::size_t labels_most = 8;
constexpr int near_label = 30;  // of the plot's ends

Duration tick_of(Duration span) {
  constexpr std::array<minutes, 14> ticks{minutes{5},     minutes{10},   minutes{15},   minutes{30},
                                          minutes{60},    minutes{120},  minutes{180},  minutes{360},
                                          minutes{720},   minutes{1440}, minutes{2880}, minutes{7200},
                                          minutes{14400}, minutes{43200}};
  for (const auto tick : ticks) {
    if (span / tick <= static_cast<std::int64_t>(labels_most)) return tick;
  }
  return ticks.back();
}

}  // namespace

Span Span::of(const api::Series& series, Instant now) {
  const Duration past = std::max<Duration>(series.to - series.from, minutes{1});
  const bool is_live = now - series.to < std::max<Duration>(3 * series.step, minutes{2});
  return {series.from, series.to, is_live ? series.to + past / 6 : series.to};
}

std::string coordinate(double value) {
  const double tenth = std::round(value * 10) / 10;
  if (tenth == std::floor(tenth)) return fmt::format("{:.0f}", tenth);
  return fmt::format("{:.1f}", tenth);
}

std::string straight(double x1, double y1, double x2, double y2) {
  return fmt::format("M{} {}L{} {}", coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2));
}

double Plot::x(Instant at) const {
  const double share = to_seconds(at - span_.from) / std::max(1.0, to_seconds(span_.end - span_.from));
  return left + std::clamp(share, 0.0, 1.0) * (right - left);
}

double Plot::y(double value) const { return bottom() - std::clamp(value / most_, 0.0, 1.0) * height_; }

std::string Plot::line(const std::vector<Instant>& times, const api::Figures& figures) const {
  std::string path;
  bool is_down = false;
  for (std::size_t at = 0; at < times.size() && at < figures.size(); ++at) {
    if (!figures[at]) {
      is_down = false;
      continue;
    }
    path += fmt::format("{}{} {}", is_down ? "L" : "M", coordinate(std::round(x(times[at]))),
                        coordinate(y(*figures[at])));
    // A figure alone is a dot: a line of no length with round ends.
    const bool is_alone = !is_down && (at + 1 >= figures.size() || !figures[at + 1]);
    if (is_alone) path += "h0";
    is_down = true;
  }
  return path;
}

void Plot::ground(Html& svg, Medium medium, double every, std::string_view unit) const {
  if (span_.end > span_.now) {
    svg.empty("rect", {{"x", coordinate(x(span_.now))},
                       {"y", coordinate(top_)},
                       {"width", coordinate(right - x(span_.now))},
                       {"height", coordinate(height_)},
                       {"fill", paint(Ink::future, medium)}});
  }
  std::string lines;
  for (double value = 0; value <= most_; value += every) lines += straight(left, y(value), right, y(value));
  svg.empty("path", {{"d", lines}, {"stroke", paint(Ink::grid, medium)}});
  svg.open("g", {{"fill", paint(Ink::dim, medium)}, {"text-anchor", "end"}, {"class", "axis"}});
  for (double value = 0; value <= most_; value += every) {
    svg.leaf("text", {{"x", coordinate(left - 8)}, {"y", coordinate(y(value) + 4)}},
             fmt::format("{:g}{}", value, unit));
  }
  svg.close();
  hours_of(svg, medium);
}

void Plot::hours_of(Html& svg, Medium medium) const {
  const Duration tick = tick_of(span_.end - span_.from);
  const auto first = (span_.from.time_since_epoch() / tick + 1) * tick;
  svg.open("g", {{"fill", paint(Ink::dim, medium)}, {"text-anchor", "middle"}, {"class", "axis"}});
  bool is_minor = false;
  for (Instant at{first}; at <= span_.end; at += tick) {
    if (x(at) < left + near_label || x(at) > right - near_label / 2.0) continue;
    svg.leaf("text",
             {{"class", "minor", is_minor}, {"x", coordinate(x(at))}, {"y", coordinate(bottom() + 18)}},
             tick >= days{1} ? day_text(at) : clock_text(at));
    is_minor = !is_minor;
  }
  svg.close();
}

}  // namespace swapguard::web
