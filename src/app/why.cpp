// swapguard why DYNO: the last decision about a dyno with its evidence and the guards that were asked.
#include <algorithm>

#include "app/daemon_words.h"
#include "app/explanation.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using guard::Kind;
using history::StoredEntry;

Result<std::vector<StoredEntry>, history::StorageError> later_entries(history::History& history,
                                                                      const StoredEntry& decision) {
  if (decision.entry.decision.empty()) return std::vector<StoredEntry>();
  auto entries = history.journal({.app = decision.entry.app,
                                  .decision = decision.entry.decision.text,
                                  .after = decision.number,
                                  .newest_first = false});
  return entries;
}

int print(const StoredEntry& decision, const std::vector<StoredEntry>& later,
          const std::vector<StoredEntry>& findings, Console& console) {
  if (!console.json()) {
    console.print(explain(decision, later) + learned_rows(findings, decision.entry.type));
    console.print("\nNot restarted though due: swapguard events --held\n");
    return exit_fine;
  }
  console.line(telemetry::to_json_line(decision.entry));
  for (const auto& stored : later) console.line(telemetry::to_json_line(stored.entry));
  return exit_fine;
}

int run(const Arguments& arguments, Console& console) {
  const std::string& dyno = arguments.positional().front();
  const auto history = open_history(arguments);
  if (!history) return console.complain(history.error());
  history::JournalQuery query{
      .dyno = DynoName(dyno), .kinds = {Kind::restart, Kind::would_restart, Kind::held}, .most = 1};
  if (arguments.has("app")) query.app = AppName(arguments.value("app"));
  const auto decisions = (*history)->journal(query);
  if (!decisions) return console.complain(problem_of(decisions.error()));
  if (decisions->empty()) {
    console.line(dyno + " was never due: no rule has wanted a restart of it.");
    return exit_fine;
  }
  const auto later = later_entries(**history, decisions->front());
  if (!later) return console.complain(problem_of(later.error()));
  const auto findings =
      (*history)->journal({.app = decisions->front().entry.app, .kinds = {Kind::finding}, .most = 50});
  if (!findings) return console.complain(problem_of(findings.error()));
  return print(decisions->front(), *later, *findings, console);
}

}  // namespace

Subcommand why_subcommand() {
  return {.name = "why",
          .summary = "say why a dyno was or was not restarted",
          .positional = "DYNO",
          .least = 1,
          .most = 1,
          .options = {{"app", "a", "APP", "where several apps have such a dyno"},
                      {"history", "", "PATH", "the history's file (default: the configuration's)"}},
          .examples = {{"swapguard why web.3", "the last decision about it, with its evidence"},
                       {"swapguard why web.3 --json", "the same as the journal's lines"}},
          .run = run};
}

}  // namespace swapguard::app
