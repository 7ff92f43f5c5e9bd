// swapguard help [COMMAND|TOPIC|CODE].
#include "app/help.h"
#include "app/help_topics.h"
#include "io/config/suggest.h"
#include "io/telemetry/codes.h"

namespace swapguard::app {
namespace {

// A word of help that nothing has: the nearest of all that have a page.
Problem unknown_topic(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& row : subcommands()) names.push_back(row.name);
  for (const auto& topic : help_topics()) names.emplace_back(topic.name);
  for (const auto& info : telemetry::codes()) names.emplace_back(info.code);
  Problem problem{.code = "SG0001", .message = "there is no help for \"" + word + "\""};
  if (const auto meant = config::nearest(word, names)) {
    problem.evidence.push_back("Did you mean \"" + *meant + "\"?");
  }
  problem.hints = {"All commands and topics: swapguard help", "All codes: swapguard help codes"};
  return problem;
}

int run(const Arguments& arguments, Console& console) {
  if (arguments.positional().empty()) {
    if (console.json()) {
      console.line(overview_json());
    } else {
      console.page(overview_text());
    }
    return exit_fine;
  }
  const std::string& word = arguments.positional().front();
  if (const Subcommand* row = find_subcommand(word)) {
    console.page(help_text(*row));
  } else if (const HelpTopic* topic = find_topic(word)) {
    console.page(topic->text.empty() ? codes_text() : std::string(topic->text));
  } else if (const auto* code = telemetry::find_code(word)) {
    console.page(telemetry::explanation(*code));
  } else {
    return console.complain(unknown_topic(word));
  }
  return exit_fine;
}

}  // namespace

Subcommand help_subcommand() {
  return {.name = "help",
          .summary = "explain swapguard, a command, a topic or the code of an error",
          .positional = "[COMMAND|TOPIC|CODE]",
          .most = 1,
          .examples = {{"swapguard help replay", "all options of replay"},
                       {"swapguard help SG1102", "what this error means and what to do"},
                       {"swapguard help --json", "the table of commands, for other programs"}},
          .run = run};
}

}  // namespace swapguard::app
