#include "app/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace swapguard::app {
namespace {

// Insertions, deletions and changes of one character, and swaps of two neighbours, from `a` to `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_ago, previous(b.size() + 1), row(b.size() + 1);
  std::iota(previous.begin(), previous.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, changed});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_ago[j - 2] + 1);
    }
    two_ago = previous;
    previous = row;
  }
  return previous[b.size()];
}

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

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::size_t within = word.size() <= 3 ? 1 : word.size() <= 6 ? 2 : 3;
  std::string best;
  std::size_t best_distance = within + 1;
  for (const auto& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

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
  const std::string meant = nearest(word, names);
  Problem problem{.code = "SG0001", .message = fmt::format("unknown command \"{}\"", word)};
  if (!meant.empty()) problem.evidence.push_back(fmt::format("Did you mean \"{}\"?", meant));
  problem.hints.push_back("All commands: swapguard help");
  return problem;
}

}  // namespace swapguard::app
