#include "app/console.h"

#include <fmt/format.h>

namespace swapguard::app {

void Console::print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), out_); }

void Console::line(std::string_view text) {
  print(text);
  std::fputc('\n', out_);
}

void Console::flush() { std::fflush(out_); }

void Console::note(std::string_view text) {
  if (!quiet_) fmt::print(err_, "{}\n", text);
}

int Console::complain(const Problem& problem) {
  flush();
  fmt::print(err_, "{}", json_ ? to_json_error(problem) + "\n" : to_text_error(problem));
  return problem.exit_code();
}

}  // namespace swapguard::app
