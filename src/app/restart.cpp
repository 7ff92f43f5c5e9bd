// swapguard restart: a person asks for restarts, which go through all guards; waits and tells what became of
// them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "app/event_lines.h"
#include "app/json_line.h"
#include "app/prompt.h"
#include "app/running_daemon.h"
#include "app/screen.h"
#include "app/subcommand.h"
#include "core/platform/dyno.h"
#include "io/telemetry/journal.h"

namespace swapguard::app {
namespace {

namespace json = boost::json;
using guard::Kind;

constexpr auto look_every = std::chrono::milliseconds(500);

struct Asked {
  std::string app, request, note;
  std::vector<std::string> dynos;
  std::int64_t after = 0;
};

Asked read_answer(const std::string& answer) {
  const auto parsed = json::parse(answer).as_object();
  Asked asked{.app = std::string(parsed.at("app").as_string()),
              .request = std::string(parsed.at("request").as_string()),
              .note = std::string(parsed.at("note").as_string()),
              .dynos = {},
              .after = parsed.at("after").as_int64()};
  for (const auto& dyno : parsed.at("dynos").as_array()) asked.dynos.emplace_back(dyno.as_string());
  return asked;
}

// The request itself is over: done, or given up with what held it back.
bool is_end(const EventLine& line, const std::string& request) {
  const bool ends = line.stored.entry.reason == "done" || line.stored.entry.reason == "request_expired";
  return ends && line.json.find("\"request\":" + json_string(request)) != std::string::npos;
}

// Follows the journal until the request is over. 1 unless each dyno was restarted.
int wait(RunningDaemon& daemon, const Asked& asked, Console& console) {
  history::JournalQuery query{.app = AppName(asked.app), .newest_first = false};
  std::int64_t after = asked.after;
  std::size_t restarted = 0;
  while (true) {
    query.after = after;
    const auto lines = event_lines(daemon, query);
    if (!lines) return console.complain(lines.error());
    for (const EventLine& line : *lines) {
      after = line.stored.number;
      const auto& entry = line.stored.entry;
      const bool is_ours =
          std::find(asked.dynos.begin(), asked.dynos.end(), entry.dyno.text) != asked.dynos.end();
      const bool ends = is_end(line, asked.request);
      if (!ends && !is_ours) continue;
      restarted += is_ours && entry.kind == Kind::restarted ? 1 : 0;
      console.line(console.json() ? line.json
                                  : telemetry::to_pretty(entry, {.colour = console.colour(),
                                                                 .charset = screen_of(console).charset,
                                                                 .width = screen_of(console).width}));
      console.flush();
      if (ends) return restarted >= asked.dynos.size() ? exit_fine : exit_finding;
    }
    if (lines->empty()) std::this_thread::sleep_for(look_every);
  }
}

std::optional<Problem> not_agreed(const Arguments& arguments, const std::string& what) {
  const std::string app = arguments.value("app");
  if (arguments.has("confirm") && arguments.value("confirm") != app) {
    return Problem{
        .code = "SG0002",
        .message = fmt::format("--confirm {} is not the app that is named", arguments.value("confirm")),
        .hints = {fmt::format("swapguard restart {} -a APP --confirm APP", what)}};
  }
  if (arguments.has("yes") || arguments.has("confirm")) return std::nullopt;
  if (!Prompt::is_possible()) {
    return Problem{.code = "SG0003",
                   .message = "restart needs --yes where nobody can be asked",
                   .hints = {fmt::format("swapguard restart {} --yes", what)}};
  }
  const std::string question = fmt::format("Restart {}{}{}?", what, app.empty() ? "" : " of ", app);
  if (Prompt().agree(question, false).value_or(false)) return std::nullopt;
  return Problem{.code = "SG0007", .message = "nothing was restarted"};
}

int run(const Arguments& arguments, Console& console) {
  const std::string& what = arguments.positional().front();
  auto daemon = RunningDaemon::find(arguments);
  if (!daemon) return console.complain(RunningDaemon::absent());
  if (const auto problem = not_agreed(arguments, what)) return console.complain(*problem);
  JsonLine body;
  if (arguments.has("app")) body.add("app", arguments.value("app"));
  body.add(is_dyno_name(what) ? "dyno" : "type", what);
  const auto answer = daemon->post("restart", body.text());
  if (!answer) return console.complain(answer.error());
  const Asked asked = read_answer(*answer);
  if (console.json()) {
    console.print(*answer);
  } else {
    std::string dynos;
    for (const auto& dyno : asked.dynos) dynos += (dynos.empty() ? "" : ", ") + dyno;
    console.line(fmt::format("Asked for {}: {} ({}).", dynos, asked.note, asked.request));
  }
  console.flush();
  if (arguments.has("no-wait")) return exit_fine;
  if (!console.json()) console.note("Waiting for what becomes of it; Ctrl-C ends the waiting only.");
  return wait(*daemon, asked, console);
}

}  // namespace

Subcommand restart_subcommand() {
  Subcommand row{
      .name = "restart",
      .summary = "restart a dyno, or all of a type, through all guards",
      .positional = "DYNO|TYPE",
      .least = 1,
      .most = 1,
      .options = {{"app", "a", "APP", "where several apps are guarded"},
                  {"yes", "y", "", "do not ask"},
                  {"confirm", "", "APP", "do not ask; it must be the app that is named"},
                  {"no-wait", "", "", "do not wait for what becomes of it"}},
      .examples = {{"swapguard restart web.3", "asks, restarts it, tells when it is back"},
                   {"swapguard restart worker -a my-app --yes", "one after the other"}},
      .more =
          "Guards that hold it back say so; it is given up after an hour. Exit 0 when each dyno was\n"
          "restarted, else 1.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
