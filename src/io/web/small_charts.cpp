#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/web/charts.h"
#include "io/web/figures.h"
#include "io/web/plot.h"
#include "io/web/words.h"

namespace swapguard::web {
namespace {

constexpr int top = 10;
constexpr std::size_t rows_of_table = 24, columns_of_table = 8;

// The top of a scale that holds `most`, and the distance of its lines: 1, 2 or 5 times a power of ten.
struct Scale {
  double top, every;
};
Scale scale_for(double most, double least) {
  const double wanted = std::max(most * 1.05, least) / 2;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  const double first = wanted / power;
  const double every = power * (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10);
  return {every * 2, every};
}

Html begin(std::string_view kind, const std::string& title, int tall, Medium medium) {
  Html svg;
  svg.open("svg", {{"xmlns", "http://www.w3.org/2000/svg", medium == Medium::file},
                   {"class", "chart " + std::string(kind)},
                   {"viewBox", fmt::format("0 0 {} {}", Plot::width, tall)},
                   {"role", "img"},
                   {"fill", "none"},
                   {"stroke-linecap", "round"},
                   {"stroke-linejoin", "round"},
                   {"font-family", "system-ui, sans-serif"},
                   {"font-size", "12"}});
  svg.leaf("title", title);
  return svg;
}

}  // namespace

Html swap_chart(const api::Series& series, Instant now, Medium medium) {
  constexpr int height = 64;
  double most = 0;
  for (const auto& each : series.generations) most = std::max(most, highest_of(each.swap_mb));
  const Scale scale = scale_for(most, 20);
  const Plot plot(Span::of(series, now), top, height, scale.top);
  Html svg = begin("swap", "Swap in MB", plot.bottom() + 26, medium);
  plot.ground(svg, medium, scale.every, " MB");
  std::string lines;
  for (const auto& each : series.generations) {
    if (highest_of(each.swap_mb) > 0 || each.current) lines += plot.line(series.times, each.swap_mb);
  }
  svg.empty("path", {{"d", lines}, {"stroke", paint(Ink::s2, medium)}, {"stroke-width", "1.5"}});
  svg.close();
  return svg;
}

Html response_chart(const api::Series& series, Instant now, Medium medium) {
  constexpr int height = 84;
  const double most = highest_of(series.responses.p95_ms) / 1000;
  const Scale scale = scale_for(most, 0.2);
  const Plot plot(Span::of(series, now), top, height, scale.top);
  Html svg = begin("responses", "Response time p95 in seconds, and server errors a minute",
                   plot.bottom() + 26, medium);
  plot.ground(svg, medium, scale.every, " s");
  const Plot errors(plot.span(), top, height, std::max(4.0, highest_of(series.responses.errors) * 2));
  std::string bars;
  for (std::size_t at = 0; at < series.times.size() && at < series.responses.errors.size(); ++at) {
    const double count = series.responses.errors[at].value_or(0);
    const double x = errors.x(series.times[at]);
    if (count > 0) bars += straight(x, errors.bottom(), x, std::min(errors.y(count), errors.bottom() - 2.0));
  }
  svg.empty(
      "path",
      {{"d", bars}, {"stroke", paint(Ink::bad, medium)}, {"stroke-width", "3"}, {"stroke-linecap", "butt"}});
  api::Figures in_seconds = series.responses.p95_ms;
  for (auto& figure : in_seconds) figure = figure ? std::optional(*figure / 1000) : std::nullopt;
  svg.empty("path", {{"d", plot.line(series.times, in_seconds)},
                     {"stroke", paint(Ink::dim, medium)},
                     {"stroke-width", "1.5"}});
  svg.close();
  return svg;
}

Html memory_rows(const api::Series& series) {
  std::vector<const api::GenerationSeries*> columns;
  for (const bool wants_look : {true, false}) {
    for (const auto& each : series.generations) {
      if (each.current && each.look == wants_look && columns.size() < columns_of_table)
        columns.push_back(&each);
    }
  }
  Html html;
  html.open("table").leaf("caption", {{"class", "visually-hidden"}}, "Memory in percent of quota");
  html.open("thead").open("tr").leaf("th", {{"scope", "col"}}, "UTC");
  for (const auto* each : columns) html.leaf("th", {{"scope", "col"}, {"class", "num"}}, each->dyno.text);
  html.close().close().open("tbody");
  const std::size_t every =
      std::max<std::size_t>(1, (series.times.size() + rows_of_table - 1) / rows_of_table);
  for (std::size_t row = 0; row < series.times.size(); row += every) {
    const bool has_days = series.to - series.from > days{1};
    html.open("tr").leaf("th", {{"scope", "row"}},
                         (has_days ? day_text(series.times[row]) + " " : "") + clock_text(series.times[row]));
    for (const auto* each : columns) {
      std::optional<double> most;  // of the steps that this row stands for
      for (std::size_t at = row; at < std::min(row + every, each->used.size()); ++at) {
        if (each->used[at] && (!most || *each->used[at] > *most)) most = each->used[at];
      }
      html.leaf("td", {{"class", "num"}}, percent_text(most));
    }
    html.close();
  }
  html.close().close();
  return html;
}

}  // namespace swapguard::web
