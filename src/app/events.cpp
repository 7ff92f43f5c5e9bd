// swapguard events: what swapguard saw, decided and did, from the running daemon or from the history.
#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "app/daemon_words.h"
#include "app/event_lines.h"
#include "app/git_remote.h"
#include "app/number_option.h"
#include "app/screen.h"
#include "app/settings.h"
#include "app/subcommand.h"
#include "io/api/routes.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

using Lines = Result<std::vector<EventLine>, Complaint>;

constexpr auto look_every = std::chrono::seconds(1);

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
  const auto most = number_option(arguments, "most", query.most, 1, api::events_most);
  if (!most) return failure(most.error());
  query.most = *most;
  return query;
}

// Where entries come from: asked again and again by --follow. Oldest first.
using Source = std::function<Lines(const history::JournalQuery&)>;

Lines ask(RunningDaemon& daemon, const history::JournalQuery& query) {
  auto lines = event_lines(daemon, query);
  if (!lines) return failure(Complaint(lines.error()));
  return *std::move(lines);
}

Lines ask(history::History& history, const history::JournalQuery& query) {
  auto entries = history.journal(query);
  if (!entries) return failure(Complaint(problem_of(entries.error())));
  if (query.newest_first) std::reverse(entries->begin(), entries->end());
  return event_lines(*std::move(entries));
}

// Of several apps: that of this folder, as Heroku's CLI has it.
void narrow(history::JournalQuery& query, RunningDaemon& daemon, Console& console) {
  if (heroku_remotes_here().empty()) return;
  const auto state = daemon.state();
  const AppName here = state && state->apps.size() > 1 ? app_here(apps_of(*state)) : AppName();
  if (here.empty()) return;
  query.app = here;
  console.note("Of " + here.text + " only, the app of this folder. Of all: --all");
}

// May narrow the query down to the app of this folder.
Result<Source, Complaint> find_source(const Arguments& arguments, history::JournalQuery& asked,
                                      Console& console) {
  auto daemon = arguments.has("history") ? std::nullopt : RunningDaemon::find(arguments);
  if (daemon) {
    if (!asked.app && !arguments.has("all")) narrow(asked, *daemon, console);
    return [daemon = std::make_shared<RunningDaemon>(*std::move(daemon))](
               const history::JournalQuery& query) { return ask(*daemon, query); };
  }
  auto opened = open_history(arguments);
  if (!opened) return failure(opened.error());
  return [history = std::shared_ptr<history::History>(*std::move(opened))](
             const history::JournalQuery& query) { return ask(*history, query); };
}

std::string line_of(const EventLine& line, const Arguments& arguments, const Console& console) {
  const auto& entry = line.stored.entry;
  if (console.json()) return line.json + "\n";
  if (arguments.has("plain")) {
    return format_rfc3339(entry.at) + "\t" + std::string(to_text(entry.kind)) + "\t" + entry.app.text + "\t" +
           entry.dyno.text + "\t" + entry.reason + "\t" + telemetry::one_line(entry.title) + "\n";
  }
  return telemetry::to_pretty(entry, {.colour = console.colour(),
                                      .charset = screen_of(console).charset,
                                      .with_app = !arguments.has("app"),
                                      .width = 0}) +
         "\n";
}

// Goes on until it is interrupted.
int follow(const Source& source, history::JournalQuery query, std::int64_t after, const Arguments& arguments,
           Console& console) {
  query.newest_first = false;
  while (true) {
    console.flush();
    query.after = after;
    const auto lines = source(query);
    if (!lines) return console.complain(lines.error());
    for (const auto& line : *lines) {
      console.print(line_of(line, arguments, console));
      after = line.stored.number;
    }
    if (lines->empty()) std::this_thread::sleep_for(look_every);
  }
}

int run(const Arguments& arguments, Console& console) {
  auto query = read_query(arguments);
  if (!query) return console.complain(query.error());
  const auto source = find_source(arguments, *query, console);
  if (!source) return console.complain(source.error());
  const auto lines = (*source)(*query);
  if (!lines) return console.complain(lines.error());
  std::string text;
  for (const auto& line : *lines) text += line_of(line, arguments, console);
  const bool for_people = !console.json() && !arguments.has("plain") && !arguments.has("follow");
  for_people ? console.page(text) : console.print(text);
  if (arguments.has("follow")) {
    const std::int64_t after = lines->empty() ? 0 : lines->back().stored.number;
    return follow(*source, *query, after, arguments, console);
  }
  if (lines->empty()) console.note("No such events.");
  return exit_fine;
}

}  // namespace

Subcommand events_subcommand() {
  Subcommand row{
      .name = "events",
      .summary = "show what swapguard saw, decided and did",
      .options = {{"app", "a", "APP", "of this app only"},
                  {"all", "", "", "of every app, also in the folder of one"},
                  {"dyno", "", "DYNO", "of this place only"},
                  {"held", "", "", "only restarts that a guard held back"},
                  {"kind", "", "KIND", "only of this kind; may be repeated"},
                  {"most", "n", "N", "the newest so many (default 200)"},
                  {"follow", "f", "", "go on with new ones as they fall"},
                  {"plain", "", "", "for other programs: time, kind, app, dyno, reason, text; tabs"},
                  {"history", "", "PATH", "from this history, without asking a running swapguard"}},
      .examples = {{"swapguard events --held -a my-app", "what was due and not done, and why"},
                   {"swapguard events --follow", "as they fall, until Ctrl-C"},
                   {"swapguard events --json | jq .reason", "for other programs"}},
      .more = "Asks the running swapguard; without one it reads the history.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
