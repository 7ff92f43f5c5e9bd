#include "app/cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "app/completion.h"
#include "app/help.h"
#include "app/subcommand.h"
#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

void add_options(CLI::App& parser, const std::vector<Option>& options) {
  for (const auto& option : options) {
    const std::string names = (option.letter.empty() ? "" : "-" + option.letter + ",") + "--" + option.name;
    if (option.value.empty()) {
      parser.add_flag(names);
    } else {
      const int least = option.value.starts_with('[') ? 0 : 1;
      parser.add_option(names)->take_all()->expected(least, 1)->allow_extra_args(false);
    }
  }
}

// The words as options and the rest: what is no known option, in order.
Arguments parse(const std::vector<Option>& options, const std::vector<std::string>& words) {
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  add_options(parser, options);
  parser.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // the order that CLI11 wants
  Arguments arguments;
  for (const auto& option : options) {
    const CLI::Option* parsed = parser.get_option("--" + option.name);
    if (parsed->count() == 0) continue;
    if (option.value.empty()) arguments.add(option.name, "");
    if (option.value.empty()) continue;
    if (parsed->results().empty()) arguments.add(option.name, "");
    for (const auto& value : parsed->results()) arguments.add(option.name, value);
  }
  for (const auto& word : parser.remaining()) arguments.add_positional(word);
  return arguments;
}

// Where the command stands: the first word that is neither an option nor the value of one.
std::vector<std::string>::const_iterator find_command(const std::vector<std::string>& words) {
  for (auto word = words.begin(); word != words.end(); ++word) {
    if (!word->starts_with("-")) return word;
    const auto& options = common_options();
    const bool takes_next = std::any_of(options.begin(), options.end(), [&](const auto& option) {
      return !option.value.empty() && *word == "--" + option.name;
    });
    if (takes_next && std::next(word) != words.end()) ++word;
  }
  return words.end();
}

Console make_console(const Arguments& arguments) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool unwanted = arguments.has("no-color") || (no_color != nullptr && *no_color != '\0') ||
                        (term != nullptr && std::string_view(term) == "dumb");
  return Console(stdout, stderr, arguments.has("json"), !unwanted && isatty(STDOUT_FILENO) == 1,
                 arguments.has("quiet"), !arguments.has("no-pager"));
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

// Of a command line without a command: an option that is none, or one whose value is missing.
std::optional<Problem> unknown_before_command(const std::vector<std::string>& words) {
  const auto& known = common_options();
  for (auto word = words.begin(); word != words.end(); ++word) {
    const std::string name = word->substr(0, word->find('='));
    const auto option = std::ranges::find_if(known, [&](const Option& each) {
      return name == "--" + each.name || (!each.letter.empty() && name == "-" + each.letter);
    });
    if (option == known.end()) {
      return Problem{.code = "SG0002",
                     .message = fmt::format("swapguard has no option \"{}\"", name),
                     .hints = {"All commands: swapguard help"}};
    }
    if (option->value.empty() || name.size() < word->size()) continue;
    if (std::next(word) == words.end()) {
      return Problem{.code = "SG0003",
                     .message = fmt::format("{} needs {}", name, option->value),
                     .hints = {"All commands: swapguard help"}};
    }
    ++word;
  }
  return std::nullopt;
}

// The library says `--app: 1 required  missing`.
Problem value_missing(const std::vector<Option>& options, const std::string& said,
                      const std::string& command) {
  Problem problem{.code = "SG0003", .message = said, .hints = {"How: swapguard help " + command}};
  for (const auto& option : options) {
    if (said.starts_with("--" + option.name + ":")) {
      problem.message = fmt::format("--{} needs {}", option.name, option.value);
    }
  }
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

int run_subcommand_of(const Subcommand& row, const Arguments& arguments, Console& console) {
  if (arguments.has("help")) {
    console.page(help_text(row));
    return exit_fine;
  }
  for (const auto& word : arguments.positional()) {
    if (word.size() > 1 && word.front() == '-') return console.complain(unknown_option(row, word));
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
  if (!words.empty() && words.front() == "__complete") {  // asked by the script of a shell
    Console shell(stdout, stderr);
    shell.print(completion_lines(complete({std::next(words.begin()), words.end()}, known_names())));
    return shell.end(exit_fine);
  }
  const bool wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
  Console plain(stdout, stderr, wants_json);
  const auto command = find_command(words);
  if (command == words.end()) {
    const bool wants_version = std::find(words.begin(), words.end(), "--version") != words.end();
    if (wants_version) return plain.end(version_subcommand().run({}, plain));
    if (const auto problem = unknown_before_command(words)) return plain.complain(*problem);
    plain.print(overview_text());
    return plain.end(exit_fine);
  }
  const Subcommand* row = find_subcommand(*command);
  if (row == nullptr) return plain.complain(unknown_command(*command));
  std::vector<Option> options = row->options;
  options.insert(options.end(), common_options().begin(), common_options().end());
  std::vector<std::string> rest(words.begin(), command);
  rest.insert(rest.end(), std::next(command), words.end());
  try {
    const Arguments arguments = parse(options, rest);
    Console console = make_console(arguments);
    return console.end(run_subcommand_of(*row, arguments, console));
  } catch (const CLI::ArgumentMismatch& error) {
    return plain.complain(value_missing(options, error.what(), row->name));
  } catch (const CLI::ParseError& error) {
    return plain.complain(
        Problem{.code = "SG0003", .message = error.what(), .hints = {"How: swapguard help " + row->name}});
  }
}

}  // namespace swapguard::app
