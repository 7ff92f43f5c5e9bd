#include "app/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/screen.h"

namespace swapguard::app {
namespace {

using telemetry::Charset;

constexpr auto shown_after = std::chrono::seconds{1};
constexpr auto told_every = std::chrono::milliseconds{100};
constexpr std::string_view erase_line = "\r\x1b[K";

// Eighths of a cell where the screen can show them.
std::string bar(double share, std::size_t cells, Charset charset) {
  constexpr std::array<std::string_view, 8> parts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(share * static_cast<double>(cells * 8));
  const std::size_t full = eighths / 8;
  std::string text;
  for (std::size_t i = 0; i < full; ++i) text += charset == Charset::utf8 ? "█" : "#";
  if (charset == Charset::utf8) text += parts[eighths % 8];
  return telemetry::padded(text, cells);
}

// 2.1 M, 840 k.
std::string rounded(std::uint64_t number) {
  if (number >= 1'000'000) return fmt::format("{:.1f} M", static_cast<double>(number) / 1e6);
  if (number >= 10'000) return fmt::format("{} k", number / 1000);
  return fmt::to_string(number);
}

}  // namespace

std::string ProgressLine::text(std::size_t width, Charset charset) const {
  std::string end = lines > 0 ? fmt::format("   {} lines", rounded(lines)) : "";
  if (!share) return what + end;
  const double done = std::clamp(*share, 0.0, 1.0);
  if (done > 0.02) end += fmt::format("   {:.0f} s left", to_seconds(passed) * (1 - done) / done);
  const std::string percent = fmt::format("{:3.0f} %", 100 * done);
  const std::size_t others = telemetry::count_characters(what) + percent.size() + end.size() + 4;
  if (others + 5 > width) return fmt::format("{}  {}", what, percent);
  return fmt::format("{}  {}  {}{}", what, bar(done, std::min<std::size_t>(30, width - others - 1), charset),
                     percent, end);
}

Progress::Progress(Console& console, std::string what)
    : line_{.what = std::move(what), .share = {}, .lines = 0, .passed = {}},
      on_(!console.quiet() && is_terminal(stderr)),
      begun_(Clock::now()),
      told_(begun_) {
  if (!on_) return;
  const Screen screen = screen_of(stderr);
  width_ = screen.width;
  charset_ = screen.charset;
}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "{}", erase_line);
}

void Progress::tell(std::optional<double> share, std::uint64_t lines) {
  if (!on_) return;
  const auto now = Clock::now();
  if (now - begun_ < shown_after || now - told_ < told_every) return;
  told_ = now;
  line_.share = share;
  line_.lines = lines;
  line_.passed = std::chrono::duration_cast<Duration>(now - begun_);
  fmt::print(stderr, "{}{}", erase_line, line_.text(width_, charset_));
  std::fflush(stderr);
  shown_ = true;
}

}  // namespace swapguard::app
