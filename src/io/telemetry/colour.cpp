#include "io/telemetry/colour.h"

#include <fmt/format.h>

namespace swapguard::telemetry {
namespace {

bool is_set(const std::optional<std::string>& value) { return value && !value->empty(); }

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::ok:
      return "32";
    case Tone::attention:
      return "33";
    case Tone::problem:
      return "31";
    case Tone::plain:
      break;
  }
  return "";
}

}  // namespace

bool wants_colour(const Terminal& terminal) {
  return terminal.is_tty && !terminal.no_color_flag && !is_set(terminal.no_color) && terminal.term != "dumb";
}

Charset charset_of(const Terminal& terminal) {
  if (!terminal.is_tty) return Charset::utf8;
  for (const auto* locale : {&terminal.lc_all, &terminal.lc_ctype, &terminal.lang}) {
    if (!is_set(*locale)) continue;
    std::string lower;
    for (const char letter : **locale)
      lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos
               ? Charset::utf8
               : Charset::ascii;
  }
  return Charset::ascii;
}

std::string painted(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::plain) return std::string{text};
  return fmt::format("\x1b[{}m{}\x1b[0m", escape_of(tone), text);
}

}  // namespace swapguard::telemetry
