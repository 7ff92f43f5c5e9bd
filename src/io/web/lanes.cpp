#include "io/web/lanes.h"

#include <fmt/format.h>

#include <array>

#include "io/web/icons.h"
#include "io/web/words.h"

namespace swapguard::web {
namespace {

constexpr int lane_height = 19;
constexpr std::size_t marks_most = 120;  // of a lane; the series is thinned already

struct Lane {
  std::string_view label;
  std::array<api::Lane, 2> holds;
};
constexpr std::array<Lane, 4> rows{{{"Restarts", {api::Lane::restart, api::Lane::restart}},
                                    {"Held back", {api::Lane::held, api::Lane::held}},
                                    {"R14, R15", {api::Lane::r14, api::Lane::r15}},
                                    {"Heroku", {api::Lane::platform, api::Lane::platform}}}};

struct Look {
  Icon icon;
  Ink ink;
};
Look look_of(api::Lane lane) {
  switch (lane) {
    case api::Lane::restart:
      return {Icon::restart, Ink::accent};
    case api::Lane::held:
      return {Icon::held, Ink::warn};
    case api::Lane::r14:
      return {Icon::r14, Ink::bad};
    case api::Lane::r15:
      return {Icon::r15, Ink::bad};
    case api::Lane::release:
      return {Icon::release, Ink::release};
    case api::Lane::platform:
      break;
  }
  return {Icon::platform, Ink::dim};
}

void put(Html& svg, const api::Mark& mark, const Plot& plot, int middle, Medium medium) {
  const Look look = look_of(mark.lane);
  svg.open("path", {{"transform",
                     fmt::format("translate({} {})scale(.75)", coordinate(plot.x(mark.at) - 6), middle - 6)},
                    {"fill", paint(look.ink, medium)},
                    {"fill-rule", "evenodd"},
                    {"d", std::string(outline_of(look.icon))}});
  std::string title = clock_text(mark.at) + " " + mark.text;
  if (mark.alike > 0) title += fmt::format(", and {} more", mark.alike);
  svg.leaf("title", title).close();
}

}  // namespace

int lanes_height() { return static_cast<int>(rows.size()) * lane_height; }

void lanes(Html& svg, const api::Series& series, const Plot& plot, int top, Medium medium) {
  svg.open("g", {{"class", "happened"}});
  int middle = top + lane_height / 2;
  for (const Lane& row : rows) {
    svg.empty("path", {{"d", straight(Plot::left, middle, Plot::right, middle)},
                       {"stroke", paint(Ink::grid, medium)}});
    svg.leaf("text",
             {{"class", "minor"},
              {"x", coordinate(Plot::right + 8)},
              {"y", coordinate(middle + 4)},
              {"fill", paint(Ink::dim, medium)}},
             row.label);
    std::size_t drawn = 0;
    for (const auto& mark : series.marks) {
      if ((mark.lane != row.holds[0] && mark.lane != row.holds[1]) || mark.at < series.from) continue;
      if (++drawn > marks_most) break;
      put(svg, mark, plot, middle, medium);
    }
    middle += lane_height;
  }
  svg.close();
}

}  // namespace swapguard::web
