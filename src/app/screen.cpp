#include "app/screen.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
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

Screen screen_of(const Console& console) {
  telemetry::Terminal terminal;
  terminal.lc_all = variable("LC_ALL");
  terminal.lc_ctype = variable("LC_CTYPE");
  terminal.lang = variable("LANG");
  const int file = ::fileno(console.out());
  terminal.is_tty = ::isatty(file) == 1 || terminal.lc_all || terminal.lc_ctype || terminal.lang;
  return {.width = width_of(file), .charset = telemetry::charset_of(terminal), .colour = console.colour()};
}

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool is_agreed(const std::string& question) {
  fmt::print(stderr, "{} [y/N] ", question);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace swapguard::app
