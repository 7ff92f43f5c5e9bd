// Colour has three meanings, always beside a word that says the same: ok, attention, problem.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/telemetry/text.h"

namespace swapguard::telemetry {

enum class Tone { plain, ok, attention, problem };

// What is known of the place the text goes to. The caller reads the environment; nothing: not set.
struct Terminal {
  bool is_tty = false;
  bool no_color_flag = false;  // --no-color
  std::optional<std::string> no_color, term, lc_all, lc_ctype, lang;
};

// False off a terminal, with --no-color, with NO_COLOR set and not empty, with TERM=dumb.
bool wants_colour(const Terminal& terminal);

// ASCII on a terminal whose locale is not UTF-8 (the first of LC_ALL, LC_CTYPE, LANG that is not empty
// counts); off a terminal always UTF-8.
Charset charset_of(const Terminal& terminal);

// `text` in the colour of `tone`; unchanged when `colour` is off or the tone is plain.
std::string painted(std::string_view text, Tone tone, bool colour);

}  // namespace swapguard::telemetry
