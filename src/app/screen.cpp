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

std::size_t width_of(int file) {
  if (const auto columns = variable("COLUMNS")) {
    const long number = std::strtol(columns->c_str(), nullptr, 10);
    if (number > 0 && number < 10'000) return static_cast<std::size_t>(number);
  }
  winsize size{};
  const bool known = ::ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

Screen screen_of(std::FILE* stream, bool colour) {
  telemetry::Terminal terminal;
  terminal.lc_all = variable("LC_ALL");
  terminal.lc_ctype = variable("LC_CTYPE");
  terminal.lang = variable("LANG");
  terminal.is_tty = is_terminal(stream) || terminal.lc_all || terminal.lc_ctype || terminal.lang;
  return {.width = width_of(::fileno(stream)), .charset = telemetry::charset_of(terminal), .colour = colour};
}

Screen screen_of(const Console& console) { return screen_of(console.out(), console.colour()); }

}  // namespace swapguard::app
