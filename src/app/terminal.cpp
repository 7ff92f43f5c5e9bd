#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace swapguard::app {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

std::size_t terminal_width(std::FILE* stream) {
  constexpr std::size_t usual = 80;
  if (!is_terminal(stream)) return usual;
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const int columns = std::atoi(variable("COLUMNS").value_or("").c_str());
  return columns > 0 ? static_cast<std::size_t>(columns) : usual;
}

telemetry::Charset terminal_charset(std::FILE* stream) {
  return telemetry::charset_of({.is_tty = is_terminal(stream),
                                .no_color_flag = false,
                                .no_color = {},
                                .term = {},
                                .lc_all = variable("LC_ALL"),
                                .lc_ctype = variable("LC_CTYPE"),
                                .lang = variable("LANG")});
}

}  // namespace swapguard::app
