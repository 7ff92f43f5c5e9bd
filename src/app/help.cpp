#include "app/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/help_topics.h"
#include "app/json_line.h"
#include "io/config/suggest.h"
#include "io/telemetry/text.h"

namespace swapguard::app {
namespace {

constexpr std::size_t width = 80;  // also where the screen is wider: lines stay easy to read

std::string spelled(const Option& option) {
  std::string text = option.letter.empty() ? "    " : "-" + option.letter + ", ";
  text += "--" + option.name;
  return option.value.empty() ? text : text + " " + option.value;
}

// `  WORD     text`, the text broken within its own column.
std::string row_text(std::string_view word, std::size_t room, std::string_view text) {
  return "  " + telemetry::padded(word, room) + telemetry::wrapped(text, width, room + 2, room + 2) + "\n";
}

void append_options(std::string& text, const std::vector<Option>& options) {
  for (const auto& option : options) text += row_text(spelled(option), 26, option.help);
}

void append_examples(std::string& text, const std::vector<Example>& examples) {
  for (const auto& example : examples) {
    text += fmt::format("  {}\n      {}\n", example.text, telemetry::wrapped(example.meaning, width, 6, 6));
  }
}

std::string json_of(const std::vector<Option>& options) {
  std::string list;
  for (const auto& option : options) {
    JsonLine one;
    one.add("name", option.name);
    if (!option.letter.empty()) one.add("letter", option.letter);
    if (!option.value.empty()) one.add("value", option.value);
    list += (list.empty() ? "" : ",") + one.add("help", option.help).text();
  }
  return "[" + list + "]";
}

}  // namespace

std::string usage_of(const Subcommand& subcommand) {
  return "swapguard " + subcommand.name + " [OPTIONS]" +
         (subcommand.positional.empty() ? "" : " " + subcommand.positional);
}

std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> paragraphs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.size(), text.find("\n\n"));
    std::string paragraph(text.substr(0, end));
    std::replace(paragraph.begin(), paragraph.end(), '\n', ' ');
    paragraphs.push_back(std::move(paragraph));
    text.remove_prefix(std::min(text.size(), end + 2));
  }
  return paragraphs;
}

std::string overview_json() {
  std::string list;
  for (const auto& row : subcommands()) {
    JsonLine one;
    one.add("name", row.name).add("summary", row.summary).add("usage", usage_of(row));
    list += (list.empty() ? "" : ",") + one.add_raw("options", json_of(row.options)).text();
  }
  return JsonLine()
      .add_raw("commands", "[" + list + "]")
      .add_raw("options", json_of(common_options()))
      .text();
}

std::string overview_text() {
  std::string text =
      "swapguard restarts a Heroku dyno shortly before it would swap: the right dyno,\n"
      "once, safely, with a reason.\n\n"
      "Usage: swapguard COMMAND [OPTIONS]\n\n";
  append_examples(text, {{"swapguard demo", "a leaking app, simulated: needs nothing, ends with Ctrl-C"},
                         {"swapguard run -a my-app", "watch a real app; restarts nothing until --mode armed"},
                         {"heroku logs -n 1500 -a my-app | swapguard replay -",
                          "what it would have done with the last lines of the log"}});
  text += "\nCommands\n";
  for (const auto& row : subcommands()) text += row_text(row.name, 14, row.summary);
  text += "\nWith every command\n";
  append_options(text, common_options());
  text += "\nOther topics\n";
  for (const auto& topic : help_topics()) text += row_text(topic.name, 14, topic.title);
  return text + "\nMore about one: swapguard help COMMAND, TOPIC or CODE (SG1102)\n";
}

std::string help_text(const Subcommand& subcommand) {
  const std::string name = "swapguard " + subcommand.name;
  std::string text = name + ": " + telemetry::wrapped(subcommand.summary, width, name.size() + 2, 2) + "\n";
  text += "\nUsage: " + usage_of(subcommand) + "\n";
  for (const auto& paragraph : paragraphs_of(subcommand.more)) {
    text += "\n" + telemetry::wrapped(paragraph, width, 0, 0) + "\n";
  }
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
