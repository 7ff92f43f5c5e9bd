// swapguard why DYNO: the last decision about a dyno with its evidence and the guards that were asked.
#include <algorithm>
#include <boost/json.hpp>

#include "app/daemon_words.h"
#include "app/event_lines.h"
#include "app/explanation.h"
#include "app/git_remote.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/api/events.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

namespace json = boost::json;

constexpr std::string_view further = "\nNot restarted though due: swapguard events --held\n";

// The app that is meant: as named, else the only one that the daemon guards.
Result<AppName, Problem> app_of(const Arguments& arguments, RunningDaemon& daemon) {
  if (arguments.has("app")) return AppName(arguments.value("app"));
  const auto state = daemon.state();
  if (!state) return failure(state.error());
  if (state->apps.size() == 1) return state->apps.front().app;
  if (AppName here = app_here(apps_of(*state)); !here.empty()) return here;
  // Where only one of them has such a dyno it is clear enough.
  const std::string& dyno = arguments.positional().front();
  std::vector<AppName> having;
  for (const auto& app : state->apps) {
    const bool has = std::any_of(app.dynos.begin(), app.dynos.end(),
                                 [&](const auto& each) { return each.dyno.text == dyno; });
    if (has) having.push_back(app.app);
  }
  if (having.size() == 1) return having.front();
  return failure(Problem{.code = "SG0003",
                         .message = "several apps are guarded: which one?",
                         .hints = {"swapguard why " + dyno + " -a APP"}});
}

// The decision, then what came of it, as lines of the journal.
int print_lines(RunningDaemon& daemon, const AppName& app, const std::string& what, Console& console) {
  const auto decision = event_lines(daemon, query_for(app, what));
  if (!decision) return console.complain(decision.error());
  for (const auto& line : *decision) console.line(line.json);
  const auto query = decision->empty() ? std::nullopt : query_after(decision->front().stored);
  if (!query) return exit_fine;
  const auto later = event_lines(daemon, *query);
  if (!later) return console.complain(later.error());
  for (const auto& line : *later) console.line(line.json);
  return exit_fine;
}

int ask(RunningDaemon& daemon, const Arguments& arguments, Console& console) {
  const auto app = app_of(arguments, daemon);
  if (!app) return console.complain(app.error());
  const std::string& what = arguments.positional().front();
  const auto answer = daemon.get("why/" + http::url_encode(app->text) + "/" + http::url_encode(what));
  if (!answer) return console.complain(answer.error());
  if (console.json()) return print_lines(daemon, *app, what, console);
  console.page(std::string(json::parse(*answer).as_object().at("text").as_string()).append(further));
  return exit_fine;
}

int print(const history::StoredEntry& decision, const std::vector<history::StoredEntry>& later,
          const std::vector<history::StoredEntry>& findings, Console& console) {
  if (!console.json()) {
    console.page(explain(decision, later) + learned_rows(findings, decision.entry.type).append(further));
    return exit_fine;
  }
  for (const auto& line : event_lines({decision})) console.line(line.json);
  for (const auto& line : event_lines(later)) console.line(line.json);
  return exit_fine;
}

int read(history::History& history, const Arguments& arguments, Console& console) {
  const std::string& what = arguments.positional().front();
  const auto decisions = history.journal(query_for(AppName(arguments.value("app")), what));
  if (!decisions) return console.complain(problem_of(decisions.error()));
  if (decisions->empty()) {
    console.line(what + " was never due: no rule has wanted a restart of it.");
    return exit_fine;
  }
  std::vector<history::StoredEntry> later;
  if (const auto query = query_after(decisions->front())) {
    auto entries = history.journal(*query);
    if (!entries) return console.complain(problem_of(entries.error()));
    later = *std::move(entries);
  }
  const auto findings = history.journal(query_learned(decisions->front().entry.app));
  if (!findings) return console.complain(problem_of(findings.error()));
  return print(decisions->front(), later, *findings, console);
}

int run(const Arguments& arguments, Console& console) {
  auto daemon = arguments.has("history") ? std::nullopt : RunningDaemon::find(arguments);
  if (daemon) return ask(*daemon, arguments, console);
  const auto history = open_history(arguments);
  if (!history) return console.complain(history.error());
  return read(**history, arguments, console);
}

}  // namespace

Subcommand why_subcommand() {
  Subcommand row{
      .name = "why",
      .summary = "say why a dyno was or was not restarted",
      .positional = "DYNO|DECISION",
      .least = 1,
      .most = 1,
      .options = {{"app", "a", "APP", "where several apps have such a dyno"},
                  {"history", "", "PATH", "from this history, without asking a running swapguard"}},
      .examples = {{"swapguard why web.3", "how it stands, and the last decision about it"},
                   {"swapguard why d-8f31c2d0", "one decision, as events name it"},
                   {"swapguard why web.3 --json", "the same as the journal's lines"}},
      .more = "Asks the running swapguard; without one it reads the history.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
