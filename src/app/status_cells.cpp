#include "app/status_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace swapguard::app {
namespace {

using api::DynoPicture;
using telemetry::Charset;
using telemetry::Tone;

constexpr int bar_cells = 10;
constexpr std::array<std::string_view, 9> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
constexpr std::array<std::string_view, 8> levels{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 4> ascii_levels{"_", ".", "-", "="};

std::string bar(double percent, Charset charset) {
  const double filled = std::clamp(percent, 0.0, 100.0) / 100 * bar_cells;
  const int steps = static_cast<int>(std::lround(filled * 8));
  const int whole = charset == Charset::ascii ? static_cast<int>(std::lround(filled)) : steps / 8;
  std::string text;
  for (int i = 0; i < whole; ++i) text += charset == Charset::ascii ? "#" : eighths.back();
  const bool has_part = charset == Charset::utf8 && steps % 8 > 0;
  if (has_part) text += eighths[static_cast<std::size_t>(steps % 8)];
  return text + std::string(static_cast<std::size_t>(bar_cells - whole - (has_part ? 1 : 0)), ' ');
}

struct Word {
  std::string_view text;
  Tone tone;
};

Word word_of(const DynoPicture& dyno) {
  if (!dyno.current) return {"old", Tone::ok};
  if (dyno.state == "crashed") return {"crash", Tone::problem};
  if (dyno.verdict.starts_with("held:")) return {"held", Tone::attention};
  if (dyno.verdict == "would_restart") return {"would", Tone::attention};
  if (dyno.verdict == "restarting") return {"restart", Tone::attention};
  if (dyno.percent() >= 100) return {"over", Tone::problem};
  if (dyno.state == "starting") return {"start", Tone::ok};
  if (dyno.to_quota && *dyno.to_quota <= due_within) return {"soon", Tone::attention};
  return {"ok", Tone::ok};
}

}  // namespace

std::string short_span(Duration span) {
  const double whole = std::max(0.0, to_seconds(span));
  if (whole < 90) return fmt::format("{:.0f} s", whole);
  if (whole < 90 * 60) return fmt::format("{:.0f} min", whole / 60);
  if (whole < 48 * 3600) return fmt::format("{:.1f} h", whole / 3600);
  return fmt::format("{:.1f} d", whole / 86400);
}

std::string spoken(std::string_view word) {
  std::string text(word);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string dyno_cell(const DynoPicture& dyno, Charset) { return dyno.dyno.text; }

std::string state_cell(const DynoPicture& dyno, Charset) { return std::string(word_of(dyno).text); }

Tone state_tone(const DynoPicture& dyno) { return word_of(dyno).tone; }

std::string memory_cell(const DynoPicture& dyno, Charset charset) {
  const auto percent = dyno.percent();
  if (!percent) return std::string(bar_cells, ' ') + "    ?";
  return fmt::format("{} {:3.0f} %", bar(*percent, charset), *percent);
}

std::string mb_cell(const DynoPicture& dyno, Charset) {
  if (!dyno.used) return "-";
  const std::string quota = dyno.quota ? fmt::format("/{:.0f}", dyno.quota->to_megabytes()) : "";
  return fmt::format("{:.0f}{}", dyno.used->to_megabytes(), quota);
}

std::string swap_cell(const DynoPicture& dyno, Charset) {
  return dyno.swap ? fmt::format("{:.0f}", dyno.swap->to_megabytes()) : "-";
}

std::string growth_cell(const DynoPicture& dyno, Charset) {
  if (!dyno.growth) return "-";
  const double per_hour = *dyno.growth * 3600 / (1 << 20);
  return per_hour < -0.5 ? "falls" : fmt::format("{:+.0f}", std::max(0.0, per_hour));
}

std::string quota_cell(const DynoPicture& dyno, Charset) {
  if (dyno.percent() >= 100) return "over";
  return dyno.to_quota ? short_span(*dyno.to_quota) : "-";
}

std::string curve(const std::vector<std::optional<double>>& percents, std::size_t cells, Charset charset) {
  std::string text;
  const std::size_t skipped = percents.size() > cells ? percents.size() - cells : 0;
  for (std::size_t i = skipped; i < percents.size(); ++i) {
    if (!percents[i]) {
      text += ' ';
      continue;
    }
    const auto level = [&](std::size_t count) {
      const double share = std::clamp(*percents[i], 0.0, 99.9) / 100;
      return static_cast<std::size_t>(share * static_cast<double>(count));
    };
    text +=
        charset == Charset::ascii ? ascii_levels[level(ascii_levels.size())] : levels[level(levels.size())];
  }
  return text;
}

}  // namespace swapguard::app
