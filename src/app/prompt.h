// Prompt: plain questions on a terminal, one line each. Questions go to standard error, so that results can
// be piped away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::app {

class Prompt {
 public:
  struct Choice {
    std::string name, text;  // `systemd`, `here, as a service of systemd`
  };

  // Whether somebody can be asked: standard input and standard error are a terminal.
  static bool is_possible();

  // The answer, `otherwise` for an empty line; nothing when the input has ended.
  std::optional<std::string> ask(std::string_view question, std::string_view otherwise);
  std::optional<bool> agree(std::string_view question, bool otherwise);
  // By number or by name; asks again until it is one of them.
  std::optional<std::string> choose(std::string_view question, const std::vector<Choice>& choices);

 private:
  static std::optional<std::string> read_line();
};

}  // namespace swapguard::app
