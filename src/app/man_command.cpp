// swapguard man [PAGE]: a manual page, shown by man where somebody looks, else as its source.
#include "app/help.h"
#include "app/man_page.h"
#include "app/pager.h"
#include "app/screen.h"

namespace swapguard::app {
namespace {

constexpr std::string_view settings_page = "swapguard.toml";

int run(const Arguments& arguments, Console& console) {
  const std::string page = arguments.positional().empty() ? "swapguard" : arguments.positional().front();
  std::string text;
  if (page == "swapguard") {
    text = man_overview();
  } else if (page == settings_page) {
    text = man_settings();
  } else if (const Subcommand* row = find_subcommand(page)) {
    text = man_page(*row);
  } else {
    return console.complain(unknown_command(page));
  }
  const bool shown = is_terminal(console.out()) && show_in_pager("man -l -", text);
  if (!shown) console.print(text);
  return exit_fine;
}

}  // namespace

Subcommand man_subcommand() {
  return {.name = "man",
          .summary = "show a manual page: of a command or of the configuration",
          .positional = "[COMMAND|swapguard.toml]",
          .most = 1,
          .examples = {{"swapguard man status", "of one command"},
                       {"swapguard man swapguard.toml", "every setting"},
                       {"swapguard man > swapguard.1", "its source, to be installed"}},
          .run = run};
}

}  // namespace swapguard::app
