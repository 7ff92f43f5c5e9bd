#include "app/watch_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/status_cells.h"
#include "app/watch_lines.h"

namespace swapguard::app {
namespace {

using api::DynoPicture;
using telemetry::Charset;

constexpr std::size_t state_room = 8;
constexpr std::size_t figures_room = 22;  // ` 112 %  +118   46 min`
constexpr std::size_t bar_least = 10;
constexpr std::array<std::string_view, 9> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

struct Rooms {
  std::size_t name, bar;  // bar 0: no room for it
};

Rooms rooms_of(const std::vector<DynoPicture>& dynos, std::size_t width) {
  std::size_t name = 8;
  for (const auto& dyno : dynos) name = std::max(name, dyno.dyno.text.size());
  name = std::min(name, std::max<std::size_t>(8, width / 4));
  const std::size_t others = 2 + name + 1 + state_room + 1 + figures_room;
  return {name, others + bar_least <= width ? width - others : 0};
}

// Filled to the percent, with the limit where it stands, when the bar does not reach it.
std::string bar(double percent, std::optional<double> limit, std::size_t cells, Charset charset) {
  const bool fine = charset == Charset::utf8;
  const double filled = std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(cells);
  const auto steps = static_cast<std::size_t>(std::lround(filled * 8));
  const std::size_t whole = fine ? steps / 8 : static_cast<std::size_t>(std::lround(filled));
  const std::size_t part = fine ? steps % 8 : 0;
  const std::size_t used = whole + (part > 0 ? 1 : 0);
  const auto mark = static_cast<std::size_t>(limit.value_or(200) / 100 * static_cast<double>(cells));
  std::string text;
  for (std::size_t i = 0; i < whole; ++i) text += fine ? eighths.back() : std::string_view("#");
  text += eighths.at(part);
  for (std::size_t i = used; i < cells; ++i) text += i == mark ? (fine ? "│" : "|") : " ";
  return text;
}

std::string figures(const DynoPicture& dyno, Charset charset) {
  const auto percent = dyno.percent();
  return fmt::format("{:>6} {:>6} {:>8}", percent ? fmt::format("{:.0f} %", *percent) : "?",
                     growth_cell(dyno, charset), quota_cell(dyno, charset));
}

// `0%        25%` over the bars.
std::string scale(std::size_t cells) {
  std::string text(cells, ' ');
  for (const auto& [share, word] : {std::pair{0U, "0%"}, {25U, "25%"}, {50U, "50%"}, {75U, "75%"}}) {
    const std::size_t at = cells * share / 100;
    const std::string_view label(word);
    if (at + label.size() < cells) text.replace(at, label.size(), label);
  }
  return text;
}

std::string row(const DynoPicture& dyno, bool is_chosen, const Rooms& rooms, const Screen& screen) {
  const auto charset = screen.charset;
  std::string text = is_chosen ? " >" : "  ";
  text += telemetry::padded(fitted(dyno_cell(dyno, charset), rooms.name, charset), rooms.name) + " ";
  const std::string state = state_cell(dyno, charset);
  const auto tone = state_tone(dyno);
  const auto shown_tone = tone == telemetry::Tone::ok ? telemetry::Tone::plain : tone;
  text += telemetry::painted(state, shown_tone, screen.colour) +
          std::string(state_room + 1 - std::min(state_room, state.size()), ' ');
  if (rooms.bar > 0) {
    std::optional<double> limit;
    if (dyno.limit && dyno.quota && dyno.quota->count > 0) limit = percent_of(*dyno.limit, *dyno.quota);
    text += telemetry::painted(bar(dyno.percent().value_or(0), limit, rooms.bar, charset), shown_tone,
                               screen.colour);
  }
  return text + figures(dyno, charset);
}

}  // namespace

std::size_t first_row(std::size_t count, std::size_t chosen, std::size_t rows) {
  if (count <= rows || rows == 0) return 0;
  return std::min(chosen - std::min(chosen, rows / 2), count - rows);
}

std::vector<std::string> watch_table(const std::vector<DynoPicture>& dynos, std::size_t chosen,
                                     std::size_t first, std::size_t rows, const Screen& screen) {
  const Rooms rooms = rooms_of(dynos, screen.width);
  std::vector<std::string> lines;
  lines.push_back("  " + telemetry::padded("DYNO", rooms.name) + " " +
                  telemetry::padded("STATE", state_room) + " " + scale(rooms.bar) +
                  fmt::format("{:>6} {:>6} {:>8}", "USED", "MB/H", "TO QUOTA"));
  for (std::size_t i = first; i < std::min(dynos.size(), first + rows); ++i) {
    lines.push_back(row(dynos[i], i == chosen, rooms, screen));
  }
  return lines;
}

}  // namespace swapguard::app
