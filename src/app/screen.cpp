#include "app/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace swapguard::app {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

// As the variable says, else as the terminal does.
std::size_t cells_of(const char* name, unsigned short told, std::size_t otherwise) {
  if (const auto text = variable(name)) {
    const long number = std::strtol(text->c_str(), nullptr, 10);
    if (number > 0 && number < 10'000) return static_cast<std::size_t>(number);
  }
  return told > 0 ? told : otherwise;
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

Screen screen_of(std::FILE* stream, bool colour) {
  telemetry::Terminal terminal;
  terminal.lc_all = variable("LC_ALL");
  terminal.lc_ctype = variable("LC_CTYPE");
  terminal.lang = variable("LANG");
  terminal.is_tty = is_terminal(stream) || terminal.lc_all || terminal.lc_ctype || terminal.lang;
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) != 0) size = {};
  return {.width = cells_of("COLUMNS", size.ws_col, 80),
          .height = cells_of("LINES", size.ws_row, 24),
          .charset = telemetry::charset_of(terminal),
          .colour = colour};
}

Screen screen_of(const Console& console) { return screen_of(console.out(), console.colour()); }

}  // namespace swapguard::app
