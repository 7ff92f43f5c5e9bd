#include <fmt/format.h>

#include "io/telemetry/journal.h"
#include "io/telemetry/mask.h"

namespace swapguard::telemetry {
namespace {

constexpr std::size_t kind_width = 16;  // platform_restart
constexpr std::size_t dyno_width = 9;
constexpr std::size_t app_width = 14;

std::string time_of_day(Instant at) {
  const std::chrono::hh_mm_ss time{at - std::chrono::floor<days>(at)};
  return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  if (prefix.empty() || !text.starts_with(prefix)) return text;
  const std::string_view rest = text.substr(prefix.size());
  return rest.starts_with(' ') || rest.starts_with(": ") ? rest.substr(rest.find(' ') + 1) : text;
}

std::string words_of(guard::Kind kind) {
  std::string words{guard::to_text(kind)};
  for (char& letter : words) letter = letter == '_' ? ' ' : letter;
  return words;
}

}  // namespace

Tone tone_of(guard::Kind kind) {
  using guard::Kind;
  switch (kind) {
    case Kind::restarted:
    case Kind::seeing:
    case Kind::resumed:
      return Tone::ok;
    case Kind::restart:
    case Kind::would_restart:
    case Kind::held:
    case Kind::r14:
    case Kind::platform_restart:
    case Kind::paused:
    case Kind::trigger:
    case Kind::finding:
      return Tone::attention;
    case Kind::restart_failed:
    case Kind::r15:
    case Kind::crashed:
    case Kind::blind:
    case Kind::budget:
    case Kind::not_helping:
      return Tone::problem;
    case Kind::release:
    case Kind::scale:
    case Kind::config:
    case Kind::outcome:
    case Kind::tick:
      break;
  }
  return Tone::plain;
}

std::string to_pretty(const guard::JournalEntry& entry, const PrettyStyle& style) {
  const auto clean = [&style](std::string_view text) { return one_line(mask(text), style.charset); };
  const std::string place = clean(entry.dyno.empty() ? entry.type.text : entry.dyno.text);
  std::string line = time_of_day(entry.at) + "  ";
  std::size_t column = line.size();
  const auto cell = [&line, &column](const std::string& text, std::size_t width, Tone tone, bool colour) {
    const std::size_t shown = std::max(count_characters(text), width) + 1;
    line += painted(text, tone, colour) + std::string(shown - count_characters(text), ' ');
    column += shown;
  };
  cell(words_of(entry.kind), kind_width, tone_of(entry.kind), style.colour);
  if (style.with_app) cell(clean(entry.app.text), app_width, Tone::plain, false);
  cell(place, dyno_width, Tone::plain, false);

  const std::string sentence = clean(without_prefix(entry.title.empty() ? entry.reason : entry.title, place));
  if (style.width == 0) return line + sentence;
  return line + wrapped(sentence, style.width, column, std::min(column, style.width / 2));
}

}  // namespace swapguard::telemetry
