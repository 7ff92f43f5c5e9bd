// Screen: what is known of the place a command prints to.
#pragma once

#include <cstddef>

#include "app/console.h"
#include "io/telemetry/colour.h"

namespace swapguard::app {

struct Screen {
  std::size_t width = 80;
  telemetry::Charset charset = telemetry::Charset::utf8;
  bool colour = false;
};

// The terminal's width, COLUMNS, or 80. A locale that is set and not UTF-8 counts off a terminal too: whoever
// sets LC_ALL=C wants ASCII.
Screen screen_of(const Console& console);

// Whether a person can be asked: input and messages are on a terminal.
bool can_ask();
// Prints the question on standard error; true for y and yes.
bool is_agreed(const std::string& question);

}  // namespace swapguard::app
