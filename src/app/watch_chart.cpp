#include "app/watch_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/status_words.h"

namespace swapguard::app {
namespace {

using telemetry::Charset;

constexpr std::size_t label_room = 6;  // `  100 ┤`, without the last
constexpr std::array<std::string_view, 8> eighths{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 4> quarters{".", ":", "|", "#"};

struct Marks {
  std::string_view tick, corner, line;
};
Marks marks_of(Charset charset) {
  return charset == Charset::utf8 ? Marks{"┤", "└", "─"} : Marks{"|", "+", "-"};
}

// How much of the cell in this row the column fills: the row's own sign, or a blank.
std::string_view cell(double percent, double bottom, double top, Charset charset) {
  const bool fine = charset == Charset::utf8;
  const auto steps = static_cast<double>(fine ? eighths.size() : quarters.size());
  const double share = (percent - bottom) / (top - bottom);
  const auto step = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * steps));
  if (step == 0) return " ";
  const auto index = static_cast<std::size_t>(step - 1);
  return fine ? eighths.at(index) : quarters.at(index);
}

// `└21:00─────22:00`: a time each so many columns, days where the span is long.
std::string axis(const WatchCurve& curve, std::size_t columns, const Marks& marks) {
  constexpr std::size_t apart = 12;
  const bool is_long = curve.to - curve.from > days{2};
  std::string text = std::string(label_room, ' ') + std::string(marks.corner);
  std::size_t at = 0;
  while (at < columns) {
    const auto passed = (curve.to - curve.from) * static_cast<long>(at) / static_cast<long>(columns);
    const Instant when = curve.from + passed;
    const std::string label =
        is_long ? format_rfc3339(std::chrono::floor<seconds>(when)).substr(5, 5) : clock_of(when);
    const bool fits = at % apart == 0 && at + label.size() <= columns;
    text += fits ? label : std::string(marks.line);
    at += fits ? label.size() : 1;
  }
  return text;
}

}  // namespace

std::vector<std::optional<double>> resampled(const std::vector<std::optional<double>>& percents,
                                             std::size_t columns) {
  std::vector<std::optional<double>> all(columns);
  if (percents.empty() || columns == 0) return all;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t first = column * percents.size() / columns;
    const std::size_t last = std::max(first + 1, (column + 1) * percents.size() / columns);
    for (std::size_t i = first; i < std::min(last, percents.size()); ++i) {
      if (percents[i]) all[column] = std::max(all[column].value_or(0), *percents[i]);
    }
  }
  return all;
}

std::vector<std::string> watch_chart(const WatchCurve& curve, std::size_t width, std::size_t height,
                                     Charset charset) {
  const Marks marks = marks_of(charset);
  const std::size_t columns = width - label_room - 1;
  const auto percents = resampled(curve.percents, columns);
  double top = 100;
  for (const auto& percent : percents) top = std::max(top, std::ceil(percent.value_or(0) / 25) * 25);
  const std::size_t rows = height - 1;
  const double step = top / static_cast<double>(rows);
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < rows; ++row) {
    const double upper = top - step * static_cast<double>(row);
    std::string line = fmt::format("{:5.0f} {}", upper, marks.tick);
    for (const auto& percent : percents) {
      line += percent ? cell(*percent, upper - step, upper, charset) : std::string_view(" ");
    }
    lines.push_back(line.erase(line.find_last_not_of(' ') + 1));
  }
  lines.push_back(axis(curve, columns, marks));
  return lines;
}

}  // namespace swapguard::app
