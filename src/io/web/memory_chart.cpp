#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "io/web/charts.h"
#include "io/web/figures.h"
#include "io/web/lanes.h"
#include "io/web/plot.h"
#include "io/web/words.h"

namespace swapguard::web {
namespace {

constexpr int top = 14, height = 300;
constexpr std::size_t coloured_most = 4;
constexpr std::size_t grey_lines_most = 12;  // more are one band
constexpr std::size_t labels_most = 9;
constexpr double label_height = 15;
constexpr double kill_shown_from = 120, least_of_scale = 112, most_of_scale = 260;

struct Stroke {
  Ink ink;
  std::string_view dash;
};
constexpr std::array<Stroke, coloured_most> strokes{
    {{Ink::s1, ""}, {Ink::s2, "7 4"}, {Ink::s3, "2 4"}, {Ink::s4, "10 3 2 3"}}};

double scale_of(const api::Series& series) {
  double most = 0;
  for (const auto& each : series.generations) most = std::max(most, highest_of(each.used));
  return std::clamp(most + 4, least_of_scale, most_of_scale);
}

class MemoryChart {
 public:
  MemoryChart(const api::Series& series, Instant now, Medium medium)
      : series_(series),
        medium_(medium),
        plot_(Span::of(series, now), top, height, scale_of(series)),
        coloured_(coloured_dynos(series)) {}

  Html draw();

 private:
  std::string ink(Ink ink) const { return paint(ink, medium_); }
  const Stroke* stroke_of(const DynoName& dyno) const;
  void gaps();
  void limits();
  void limit_line(double percent, Ink ink, std::string_view dash, const std::string& label);
  void context();
  void band(const std::vector<const api::GenerationSeries*>& calm);
  void coloured();
  void cones();
  void labels();
  void happened();

  const api::Series& series_;
  Medium medium_;
  Plot plot_;
  std::vector<DynoName> coloured_;
  std::size_t in_band_ = 0;  // running dynos that have no line of their own
  Html svg_;
};

const Stroke* MemoryChart::stroke_of(const DynoName& dyno) const {
  const auto found = std::find(coloured_.begin(), coloured_.end(), dyno);
  return found == coloured_.end() ? nullptr : &strokes[static_cast<std::size_t>(found - coloured_.begin())];
}

// What was not seen. Before the first sample of the span nobody may have looked yet: that is no alarm.
void MemoryChart::gaps() {
  for (const auto& gap : series_.gaps) {
    const bool is_before = gap.from <= series_.from;
    svg_.open("rect", {{"x", coordinate(plot_.x(gap.from))},
                       {"y", coordinate(plot_.top())},
                       {"width", coordinate(plot_.x(gap.to) - plot_.x(gap.from))},
                       {"height", coordinate(height)},
                       {"fill", ink(is_before ? Ink::context : Ink::bad)},
                       {"fill-opacity", ".12"}});
    svg_.leaf("title",
              is_before ? fmt::format("No samples before {}", clock_text(gap.to))
                        : fmt::format("No samples from {} to {}", clock_text(gap.from), clock_text(gap.to)));
    svg_.close();
  }
}

void MemoryChart::limit_line(double percent, Ink colour, std::string_view dash, const std::string& label) {
  const double y = plot_.y(percent);
  svg_.empty("path", {{"d", straight(Plot::left, y, Plot::right, y)},
                      {"stroke", ink(colour)},
                      {"stroke-width", dash.empty() ? "2" : "1.5"},
                      {"stroke-dasharray", std::string(dash), !dash.empty()}});
  const bool is_below = colour == Ink::warn && percent > 90;
  svg_.leaf("text",
            {{"x", coordinate(Plot::left + 8)},
             {"y", coordinate(y + (is_below ? 15 : -6))},
             {"fill", ink(colour)},
             {"font-weight", "600"}},
            label);
}

void MemoryChart::limits() {
  const bool is_killed_at_quota = series_.kill_percent && *series_.kill_percent <= 100;
  limit_line(100, Ink::bad, "", is_killed_at_quota ? "Quota: killed" : "Quota: swap starts, R14");
  if (series_.limit_percent && *series_.limit_percent < plot_.most()) {
    limit_line(*series_.limit_percent, Ink::warn, "6 4",
               fmt::format("Restart at {:.0f} %", *series_.limit_percent));
  }
  if (series_.kill_percent && *series_.kill_percent < plot_.most() && plot_.most() > kill_shown_from) {
    limit_line(*series_.kill_percent, Ink::bad, "2 3", "R15: killed");
  }
}

// One grey area for many calm dynos: from the emptiest to the fullest of each step.
void MemoryChart::band(const std::vector<const api::GenerationSeries*>& calm) {
  std::string upper, lower;
  for (std::size_t at = 0; at < series_.times.size(); ++at) {
    double low = 1e9, high = -1;
    for (const auto* each : calm) {
      if (at >= each->used.size() || !each->used[at]) continue;
      low = std::min(low, *each->used[at]);
      high = std::max(high, *each->used[at]);
    }
    if (high < 0) continue;
    const std::string x = coordinate(plot_.x(series_.times[at]));
    upper += fmt::format("{}{} {}", upper.empty() ? "M" : "L", x, coordinate(plot_.y(high)));
    lower.insert(0, fmt::format("L{} {}", x, coordinate(plot_.y(low))));
  }
  if (!upper.empty()) {
    svg_.open("path", {{"d", upper + lower + "Z"}, {"fill", ink(Ink::context)}, {"fill-opacity", ".3"}});
    svg_.leaf("title", "All other dynos, from the emptiest to the fullest").close();
  }
}

void MemoryChart::context() {
  std::vector<const api::GenerationSeries*> calm;
  std::size_t running = 0;
  for (const auto& each : series_.generations) {
    if (stroke_of(each.dyno) != nullptr) continue;
    calm.push_back(&each);
    running += each.current ? 1 : 0;
  }
  if (running > grey_lines_most) {
    in_band_ = running;
    return band(calm);
  }
  std::string lines;
  for (const auto* each : calm) lines += plot_.line(series_.times, each->used);
  svg_.empty("path", {{"d", lines}, {"stroke", ink(Ink::context)}, {"stroke-width", "1.25"}});
}

void MemoryChart::coloured() {
  for (const auto& name : coloured_) {
    const Stroke& stroke = *stroke_of(name);
    std::string lines;
    for (const auto& each : series_.generations) {
      if (each.dyno == name) lines += plot_.line(series_.times, each.used);
    }
    svg_.open("path", {{"d", lines},
                       {"stroke", ink(stroke.ink)},
                       {"stroke-width", "2.25"},
                       {"stroke-dasharray", std::string(stroke.dash), !stroke.dash.empty()}});
    svg_.leaf("title", name.text).close();
  }
}

void MemoryChart::cones() {
  for (const auto& forecast : series_.forecasts) {
    const Stroke* stroke = stroke_of(forecast.dyno);
    if (stroke == nullptr || plot_.span().end <= plot_.span().now) continue;
    std::string middle, upper, lower;
    for (const auto& point : forecast.points) {
      if (point.at > plot_.span().end) break;
      const std::string x = coordinate(plot_.x(point.at));
      const char* step = upper.empty() ? "M" : "L";
      upper += fmt::format("{}{} {}", step, x, coordinate(plot_.y(point.high)));
      middle += fmt::format("{}{} {}", step, x, coordinate(plot_.y(point.mid)));
      lower.insert(0, fmt::format("L{} {}", x, coordinate(plot_.y(point.low))));
    }
    if (middle.empty()) continue;
    svg_.empty("path", {{"d", upper + lower + "Z"}, {"fill", ink(stroke->ink)}, {"fill-opacity", ".22"}});
    svg_.open("path", {{"d", middle}, {"stroke", ink(stroke->ink)}, {"stroke-dasharray", "2 3"}});
    svg_.leaf("title", "Forecast of " + forecast.dyno.text).close();
  }
}

// Names right of now, pushed apart; those in colour first, so that they are never the ones left out.
void MemoryChart::labels() {
  struct Label {
    double y;
    const api::GenerationSeries* of;
  };
  std::vector<Label> labels;
  for (const bool wants_colour : {true, false}) {
    for (const auto& each : series_.generations) {
      const auto last = last_of(each.used);
      const bool has_colour = stroke_of(each.dyno) != nullptr;
      if (!each.current || !last || has_colour != wants_colour || labels.size() >= labels_most) continue;
      if (!has_colour && in_band_ > 0) continue;
      labels.push_back({plot_.y(*last) + 4, &each});
    }
  }
  std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  for (std::size_t at = 1; at < labels.size(); ++at)
    labels[at].y = std::max(labels[at].y, labels[at - 1].y + label_height);
  double floor = plot_.bottom();
  for (auto label = labels.rbegin(); label != labels.rend(); ++label, floor -= label_height)
    label->y = std::min(label->y, floor);
  for (const auto& label : labels) {
    const Stroke* stroke = stroke_of(label.of->dyno);
    svg_.leaf("text",
              {{"class", stroke ? "name" : "name minor"},
               {"x", coordinate(Plot::right + 8)},
               {"y", coordinate(label.y)},
               {"fill", ink(stroke ? stroke->ink : Ink::dim)},
               {"font-weight", "700", stroke != nullptr}},
              label.of->dyno.text);
  }
}

// Releases cross the plot; the moment that is now is a thin line.
void MemoryChart::happened() {
  const Span& span = plot_.span();
  for (const auto& mark : series_.marks) {
    if (mark.lane != api::Lane::release || mark.at < span.from || mark.at > span.end) continue;
    const double x = plot_.x(mark.at);
    svg_.open("path", {{"d", straight(x, top, x, plot_.bottom())},
                       {"stroke", ink(Ink::release)},
                       {"stroke-width", "1.5"},
                       {"stroke-dasharray", "3 3"}});
    svg_.leaf("title", mark.text).close();
  }
  if (span.end <= span.now) return;
  const double x = plot_.x(span.now);
  svg_.empty("path", {{"d", straight(x, top, x, plot_.bottom())}, {"stroke", ink(Ink::dim)}});
  svg_.leaf("text",
            {{"x", coordinate(x + 4)}, {"y", coordinate(plot_.bottom() - 6)}, {"fill", ink(Ink::dim)}},
            "now");
}

Html MemoryChart::draw() {
  const int tall = plot_.bottom() + 26 + lanes_height();
  svg_.open("svg", {{"xmlns", "http://www.w3.org/2000/svg", medium_ == Medium::file},
                    {"class", "chart memory"},
                    {"viewBox", fmt::format("0 0 {} {}", Plot::width, tall)},
                    {"width", coordinate(Plot::width), medium_ == Medium::file},
                    {"height", coordinate(tall), medium_ == Medium::file},
                    {"role", "img"},
                    {"fill", "none"},
                    {"stroke-linecap", "round"},
                    {"stroke-linejoin", "round"},
                    {"font-family", "system-ui, sans-serif"},
                    {"font-size", "12"}});
  svg_.leaf("title", fmt::format("Memory of {}, percent of quota, {} to {}", series_.app.text,
                                 moment_text(series_.from), moment_text(series_.to)));
  if (medium_ == Medium::file) {
    svg_.empty("rect", {{"width", "100%"}, {"height", "100%"}, {"fill", ink(Ink::card)}});
  }
  plot_.ground(svg_, medium_, plot_.most() > 150 ? 50 : 25, " %");
  gaps();
  context();
  coloured();
  limits();
  cones();
  happened();
  labels();
  lanes(svg_, series_, plot_, plot_.bottom() + 26, medium_);
  svg_.close();
  return std::move(svg_);
}

}  // namespace

std::vector<DynoName> coloured_dynos(const api::Series& series) {
  std::vector<const api::GenerationSeries*> running;
  for (const auto& each : series.generations) {
    if (each.current) running.push_back(&each);
  }
  const auto level = [](const auto* each) { return last_of(each->used).value_or(0); };
  std::ranges::stable_sort(running, std::ranges::greater{}, level);
  std::vector<const api::GenerationSeries*> chosen;
  std::ranges::copy_if(running, std::back_inserter(chosen), &api::GenerationSeries::look);
  if (chosen.empty() && !running.empty()) chosen.push_back(running.front());
  if (chosen.size() > coloured_most) chosen.resize(coloured_most);
  std::ranges::sort(
      chosen);  // as they stand in the series: a dyno keeps its colour when another overtakes it
  std::vector<DynoName> names;
  for (const auto* each : chosen) names.push_back(each->dyno);
  return names;
}

Html memory_chart(const api::Series& series, Instant now, Medium medium) {
  return MemoryChart(series, now, medium).draw();
}

}  // namespace swapguard::web
