#include <fmt/format.h>

#include "io/web/charts.h"
#include "io/web/pages.h"

namespace swapguard::web {
namespace {

// Of 11 px sans-serif: near enough for a box around a word.
int width_of(std::string_view text) { return 12 + static_cast<int>(text.size()) * 7; }

std::string_view colour_of(Tone tone) {
  switch (tone) {
    case Tone::ok:
      return "#17722f";
    case Tone::warn:
      return "#8a5200";
    case Tone::bad:
      return "#b91c1c";
    case Tone::calm:
      break;
  }
  return "#4f5b68";
}

}  // namespace

std::string memory_chart_file(const api::Series& series, Instant now) {
  return memory_chart(series, now, Medium::file).take() + "\n";
}

std::string badge_svg(const api::AppPicture& app, const Verdict& verdict, Instant now) {
  const std::string left = "swapguard";
  std::string right = mode_of(app, now).word;
  if (app.blind) {
    right = "blind";
  } else if (!app.dynos.empty() && !app.paused) {
    std::optional<double> most;
    for (const auto& dyno : app.dynos) {
      if (dyno.current && dyno.percent() > most) most = dyno.percent();
    }
    right += fmt::format(", {:.0f}%", most.value_or(0));
  }
  const int at = width_of(left), width = at + width_of(right);
  Html svg;
  svg.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                   {"width", fmt::to_string(width)},
                   {"height", "20"},
                   {"role", "img"},
                   {"font-family", "Verdana, DejaVu Sans, sans-serif"},
                   {"font-size", "11"},
                   {"fill", "#ffffff"}});
  svg.leaf("title", fmt::format("{}: {}", app.app.text, verdict.headline));
  svg.empty("rect", {{"width", fmt::to_string(width)}, {"height", "20"}, {"rx", "3"}, {"fill", "#3b4652"}});
  svg.empty("path", {{"d", fmt::format("M{} 0H{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{}z", at, width - 3, at)},
                     {"fill", std::string(colour_of(verdict.tone))}});
  svg.leaf("text", {{"x", "6"}, {"y", "14"}, {"textLength", fmt::to_string(at - 12)}}, left);
  svg.leaf("text",
           {{"x", fmt::to_string(at + 6)}, {"y", "14"}, {"textLength", fmt::to_string(width - at - 12)}},
           right);
  svg.close();
  return std::move(svg).take() + "\n";
}

}  // namespace swapguard::web
