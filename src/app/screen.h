// Screen: what is known of the place that a stream of output goes to.
#pragma once

#include <cstddef>
#include <cstdio>

#include "app/console.h"
#include "io/telemetry/colour.h"

namespace swapguard::app {

struct Screen {
  std::size_t width = 80, height = 24;
  telemetry::Charset charset = telemetry::Charset::utf8;
  bool colour = false;
};

bool is_terminal(std::FILE* stream);

// COLUMNS, the terminal's width, or 80; the same with LINES and 24. A locale that is set and not UTF-8 counts
// off a terminal too: whoever sets LC_ALL=C wants ASCII.
Screen screen_of(std::FILE* stream, bool colour = false);
Screen screen_of(const Console& console);

}  // namespace swapguard::app
