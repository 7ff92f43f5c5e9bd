#include "app/cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "app/help.h"
#include "app/subcommand.h"
#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

// Where CLI11 puts what it read of one option; turned into Arguments afterwards.
struct Slot {
  const Option* option;
  CLI::Option* parsed;
};

struct Parser {
  CLI::App root{"swapguard"};
  std::vector<Slot> slots;

  void add_options(CLI::App& app, const std::vector<Option>& options) {
    for (const auto& option : options) {
      const std::string names = (option.letter.empty() ? "" : "-" + option.letter + ",") + "--" + option.name;
      CLI::Option* parsed = option.value.empty() ? app.add_flag(names) : app.add_option(names);
      if (!option.value.empty()) parsed->take_all()->expected(1)->allow_extra_args(false);
      slots.push_back({&option, parsed});
    }
  }

  Parser() {
    root.set_help_flag();
    root.allow_extras();
    add_options(root, common_options());
    for (const auto& row : subcommands()) {
      CLI::App* app = root.add_subcommand(row.name);
      app->set_help_flag();
      app->allow_extras();
      add_options(*app, common_options());
      add_options(*app, row.options);
    }
  }

  Arguments arguments() const {
    Arguments result;
    for (const auto& slot : slots) {
      if (slot.parsed->count() == 0) continue;
      if (slot.option->value.empty()) result.add(slot.option->name, "");
      if (slot.option->value.empty()) continue;
      for (const auto& value : slot.parsed->results()) result.add(slot.option->name, value);
    }
    return result;
  }
};

Console make_console(const Arguments& arguments) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool unwanted = arguments.has("no-color") || (no_color != nullptr && *no_color != '\0') ||
                        (term != nullptr && std::string_view(term) == "dumb");
  return Console(stdout, stderr, arguments.has("json"), !unwanted && isatty(STDOUT_FILENO) == 1,
                 arguments.has("quiet"));
}

Problem unknown_option(const Subcommand& row, const std::string& word) {
  std::vector<std::string> names;
  for (const auto& option : row.options) names.push_back("--" + option.name);
  for (const auto& option : common_options()) names.push_back("--" + option.name);
  const auto meant = config::nearest(word.substr(0, word.find('=')), names);
  Problem problem{.code = "SG0002", .message = fmt::format("{} has no option \"{}\"", row.name, word)};
  if (meant) problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", *meant));
  problem.hints.push_back("All options: swapguard help " + row.name);
  return problem;
}

// Too few or too many words; nothing when the count is right.
std::optional<Problem> wrong_count(const Subcommand& row, const std::vector<std::string>& words) {
  const auto count = static_cast<int>(words.size());
  const std::vector<std::string> hints = {"How: swapguard help " + row.name};
  if (count < row.least) {
    return Problem{
        .code = "SG0003", .message = fmt::format("{} needs {}", row.name, row.positional), .hints = hints};
  }
  if (count <= row.most) return std::nullopt;
  return Problem{.code = "SG0002",
                 .message = fmt::format("{} cannot use \"{}\"", row.name, words.back()),
                 .hints = hints};
}

int run_subcommand_of(const Subcommand& row, const std::vector<std::string>& rest, Arguments arguments,
                      Console& console) {
  if (arguments.has("help")) {
    console.print(help_text(row));
    return exit_fine;
  }
  for (const auto& word : rest) {
    if (word.size() > 1 && word.front() == '-') return console.complain(unknown_option(row, word));
    arguments.add_positional(word);
  }
  if (const auto problem = wrong_count(row, arguments.positional())) return console.complain(*problem);
  const std::string format = arguments.value("log-format", "json");
  if (format != "json" && format != "logfmt" && format != "pretty") {
    return console.complain(Problem{.code = "SG0002",
                                    .message = fmt::format("unknown log format \"{}\"", format),
                                    .hints = {"One of: pretty, logfmt, json"}});
  }
  return row.run(arguments, console);
}

}  // namespace

int run_command_line(const std::vector<std::string>& words) {
  Parser parser;
  std::vector<std::string> reversed(words.rbegin(), words.rend());  // as CLI11 wants them
  const bool wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
  try {
    parser.root.parse(reversed);
  } catch (const CLI::ParseError& error) {
    Console console(stdout, stderr, wants_json);
    return console.complain(
        Problem{.code = "SG0003", .message = error.what(), .hints = {"All commands: swapguard help"}});
  }
  Arguments arguments = parser.arguments();
  Console console = make_console(arguments);
  const auto chosen = parser.root.get_subcommands();
  if (!chosen.empty()) {
    return run_subcommand_of(*find_subcommand(chosen.front()->get_name()), chosen.front()->remaining(),
                             std::move(arguments), console);
  }
  const auto unknown = parser.root.remaining();
  if (!unknown.empty()) return console.complain(unknown_command(unknown.front()));
  console.print(overview_text());
  return exit_fine;
}

}  // namespace swapguard::app
