// swapguard help [COMMAND].
#include "app/help.h"

namespace swapguard::app {
namespace {

int run(const Arguments& arguments, Console& console) {
  if (arguments.positional().empty()) {
    console.print(overview_text());
    return exit_fine;
  }
  const std::string& word = arguments.positional().front();
  const Subcommand* row = find_subcommand(word);
  if (row == nullptr) return console.complain(unknown_command(word));
  console.print(help_text(*row));
  return exit_fine;
}

}  // namespace

Subcommand help_subcommand() {
  return {.name = "help",
          .summary = "explain swapguard or one command",
          .positional = "[COMMAND]",
          .most = 1,
          .examples = {{"swapguard help replay", "all options of replay"}},
          .run = run};
}

}  // namespace swapguard::app
