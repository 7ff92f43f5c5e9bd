// swapguard events: what swapguard saw, decided and did, from the history.
#include <algorithm>
#include <charconv>

#include "app/daemon_words.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

Result<history::JournalQuery, Problem> read_query(const Arguments& arguments) {
  history::JournalQuery query;
  if (arguments.has("app")) query.app = AppName(arguments.value("app"));
  if (arguments.has("dyno")) query.dyno = DynoName(arguments.value("dyno"));
  if (arguments.has("held")) query.kinds.push_back(guard::Kind::held);
  for (const auto& word : arguments.values("kind")) {
    const auto kind = guard::parse_kind(word);
    if (!kind) {
      return failure(Problem{.code = "SG0002",
                             .message = "there is no kind of event \"" + word + "\"",
                             .hints = {"Like: restart, restarted, held, blind, r14"}});
    }
    query.kinds.push_back(*kind);
  }
  const std::string most = arguments.value("most", "200");
  const auto read = std::from_chars(most.data(), most.data() + most.size(), query.most);
  if (read.ec != std::errc{} || read.ptr != most.data() + most.size() || query.most < 1) {
    return failure(Problem{.code = "SG0002", .message = "\"" + most + "\" is not a number of events"});
  }
  return query;
}

int run(const Arguments& arguments, Console& console) {
  const auto query = read_query(arguments);
  if (!query) return console.complain(query.error());
  const auto history = open_history(arguments);
  if (!history) return console.complain(history.error());
  auto entries = (*history)->journal(*query);
  if (!entries) return console.complain(problem_of(entries.error()));
  std::reverse(entries->begin(), entries->end());  // people and pipes read oldest first
  const telemetry::PrettyStyle style{
      .colour = console.colour(), .with_app = !query->app.has_value(), .width = 0};
  for (const auto& stored : *entries) {
    console.line(console.json() ? telemetry::to_json_line(stored.entry)
                                : telemetry::to_pretty(stored.entry, style));
  }
  if (entries->empty()) console.note("No such events.");
  return exit_fine;
}

}  // namespace

Subcommand events_subcommand() {
  return {.name = "events",
          .summary = "show what swapguard saw, decided and did",
          .options = {{"app", "a", "APP", "of this app only"},
                      {"dyno", "", "DYNO", "of this place only"},
                      {"held", "", "", "only restarts that a guard held back"},
                      {"kind", "", "KIND", "only of this kind; may be repeated"},
                      {"most", "n", "N", "the newest so many (default 200)"},
                      {"history", "", "PATH", "the history's file (default: the configuration's)"}},
          .examples = {{"swapguard events --held -a my-app", "what was due and not done, and why"},
                       {"swapguard events --json | jq .reason", "for other programs"}},
          .run = run};
}

}  // namespace swapguard::app
