#include "app/help.h"

#include <fmt/format.h>

#include "io/config/suggest.h"

namespace swapguard::app {
namespace {

std::string spelled(const Option& option) {
  std::string text = option.letter.empty() ? "    " : "-" + option.letter + ", ";
  text += "--" + option.name;
  return option.value.empty() ? text : text + " " + option.value;
}

void append_options(std::string& text, const std::vector<Option>& options) {
  for (const auto& option : options) text += fmt::format("  {:<26}{}\n", spelled(option), option.help);
}

void append_examples(std::string& text, const std::vector<Example>& examples) {
  for (const auto& example : examples) text += fmt::format("  {}\n      {}\n", example.text, example.meaning);
}

}  // namespace

std::string overview_text() {
  std::string text =
      "swapguard restarts a Heroku dyno shortly before it would swap: the right dyno, once, safely,\n"
      "with a reason.\n\n"
      "Usage: swapguard COMMAND [OPTIONS]\n\n";
  append_examples(text, {{"swapguard demo", "a leaking app, simulated: needs nothing, ends with Ctrl-C"},
                         {"swapguard run -a my-app", "watch a real app; restarts nothing until --mode armed"},
                         {"heroku logs -n 1500 -a my-app | swapguard replay -",
                          "what it would have done with the last lines of the log"}});
  text += "\nCommands\n";
  for (const auto& row : subcommands()) text += fmt::format("  {:<14}{}\n", row.name, row.summary);
  text += "\nWith every command\n";
  append_options(text, common_options());
  return text + "\nMore about one: swapguard help COMMAND\n";
}

std::string help_text(const Subcommand& subcommand) {
  std::string text = fmt::format("swapguard {}: {}\n\nUsage: swapguard {}{}{}\n", subcommand.name,
                                 subcommand.summary, subcommand.name, " [OPTIONS]",
                                 subcommand.positional.empty() ? "" : " " + subcommand.positional);
  if (!subcommand.more.empty()) text += "\n" + subcommand.more + "\n";
  if (!subcommand.options.empty()) text += "\nOptions\n";
  append_options(text, subcommand.options);
  text += "\nWith every command\n";
  append_options(text, common_options());
  if (!subcommand.examples.empty()) text += "\nExamples\n";
  append_examples(text, subcommand.examples);
  return text;
}

Problem unknown_command(std::string_view word) {
  std::vector<std::string> names;
  for (const auto& row : subcommands()) names.push_back(row.name);
  const auto meant = config::nearest(word, names);
  Problem problem{.code = "SG0001", .message = fmt::format("unknown command \"{}\"", word)};
  if (meant) problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", *meant));
  problem.hints.push_back("All commands: swapguard help");
  return problem;
}

}  // namespace swapguard::app
