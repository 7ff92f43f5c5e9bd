// swapguard completion SHELL: the script that makes a shell complete swapguard's words.
#include "app/completion.h"
#include "app/json_line.h"

namespace swapguard::app {
namespace {

int run(const Arguments& arguments, Console& console) {
  const std::string& shell = arguments.positional().front();
  const std::string_view script = completion_script(shell);
  if (script.empty()) {
    return console.complain(Problem{.code = "SG0002",
                                    .message = "there is no completion for \"" + shell + "\"",
                                    .hints = {"One of: bash, zsh, fish"}});
  }
  if (console.json()) {
    console.line(JsonLine().add("shell", shell).add("script", script).text());
  } else {
    console.print(script);
  }
  return exit_fine;
}

}  // namespace

Subcommand completion_subcommand() {
  return {.name = "completion",
          .summary = "print what lets a shell complete commands, options, names",
          .positional = "SHELL",
          .least = 1,
          .most = 1,
          .examples = {{"source <(swapguard completion bash)", "in this shell; zsh likewise"},
                       {"swapguard completion fish | source", "the same in fish"}},
          .more =
              "SHELL is bash, zsh or fish. The first lines of each script say where to keep it. Apps, "
              "dynos and decisions are completed from the configuration, the git remotes and the running "
              "swapguard or its history.",
          .run = run};
}

}  // namespace swapguard::app
