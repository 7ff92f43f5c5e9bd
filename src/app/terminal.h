// Terminal: what is known of the screen that a stream goes to.
#pragma once

#include <cstddef>
#include <cstdio>

#include "io/telemetry/colour.h"

namespace swapguard::app {

bool is_terminal(std::FILE* stream);
// Columns of the terminal, or of COLUMNS; 80 off a terminal or where nothing tells.
std::size_t terminal_width(std::FILE* stream);
telemetry::Charset terminal_charset(std::FILE* stream);

}  // namespace swapguard::app
