#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/web/parts.h"
#include "io/web/plot.h"

namespace swapguard::web {

Html bar(double percent, std::optional<double> limit_percent, Tone tone) {
  constexpr double width = 72, full = 64;  // of 100 %: what is over it shows, too
  const auto length = [&](double share) { return std::clamp(share * full / 100, 0.0, width); };
  Html svg;
  svg.open(
      "svg",
      {{"class", fmt::format("bar {}", to_text(tone))}, {"viewBox", "0 0 72 8"}, {"aria-hidden", "true"}});
  svg.empty("rect", {{"class", "track"}, {"width", "72"}, {"height", "8"}, {"rx", "2"}});
  svg.empty("rect",
            {{"class", "fill"}, {"width", coordinate(length(percent))}, {"height", "8"}, {"rx", "2"}});
  if (limit_percent) {
    svg.empty(
        "rect",
        {{"class", "tick"}, {"x", coordinate(length(*limit_percent))}, {"width", "2"}, {"height", "8"}});
  }
  svg.close();
  return svg;
}

Html sparkline(const std::vector<std::optional<double>>& percents) {
  constexpr double width = 90, height = 24, most = 110;
  const auto y = [&](double percent) {
    return height - 1 - std::clamp(percent, 0.0, most) / most * (height - 2);
  };
  std::string line;
  bool is_down = false;
  for (std::size_t at = 0; at < percents.size(); ++at) {
    if (percents[at]) {
      const double x = width * static_cast<double>(at) /
                       static_cast<double>(std::max<std::size_t>(1, percents.size() - 1));
      line += fmt::format("{}{} {}", is_down ? "L" : "M", coordinate(std::round(x)),
                          coordinate(y(*percents[at])));
      const bool is_alone = !is_down && (at + 1 >= percents.size() || !percents[at + 1]);
      if (is_alone) line += "h-3";
    }
    is_down = percents[at].has_value();
  }
  Html svg;
  svg.open("svg", {{"class", "spark"}, {"viewBox", "0 0 90 24"}, {"aria-hidden", "true"}});
  svg.empty("path", {{"class", "quota"}, {"d", straight(0, y(100), width, y(100))}});
  svg.empty("path", {{"class", "line"}, {"d", line}});
  svg.close();
  return svg;
}

}  // namespace swapguard::web
