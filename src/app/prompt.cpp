#include "app/prompt.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace swapguard::app {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
  return std::string(text.substr(0, text.find_last_not_of(blanks) + 1));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

bool Prompt::is_possible() { return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1; }

std::optional<std::string> Prompt::read_line() {
  std::fflush(stderr);
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  return trimmed(line);
}

std::optional<std::string> Prompt::ask(std::string_view question, std::string_view otherwise) {
  fmt::print(stderr, "? {}{} ", question, otherwise.empty() ? "" : fmt::format(" [{}]", otherwise));
  auto line = read_line();
  return line && line->empty() ? std::string(otherwise) : line;
}

std::optional<bool> Prompt::agree(std::string_view question, bool otherwise) {
  while (true) {
    fmt::print(stderr, "? {} [{}] ", question, otherwise ? "Y/n" : "y/N");
    const auto line = read_line();
    if (!line) return std::nullopt;
    const std::string word = lower(*line);
    if (word.empty()) return otherwise;
    if (word == "y" || word == "yes") return true;
    if (word == "n" || word == "no") return false;
    fmt::print(stderr, "  y or n, please.\n");
  }
}

std::optional<std::string> Prompt::choose(std::string_view question, const std::vector<Choice>& choices) {
  fmt::print(stderr, "? {}\n", question);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    fmt::print(stderr, "    {}  {:<8} {}\n", i + 1, choices[i].name, choices[i].text);
  }
  while (true) {
    fmt::print(stderr, "  Number or name [1] ");
    const auto line = read_line();
    if (!line) return std::nullopt;
    const std::string word = line->empty() ? "1" : lower(*line);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (word == choices[i].name || word == std::to_string(i + 1)) return choices[i].name;
    }
    fmt::print(stderr, "  One of them, please.\n");
  }
}

}  // namespace swapguard::app
