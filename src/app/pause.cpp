// swapguard pause and resume: stop restarts of an app for a while, watching goes on.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/json_line.h"
#include "app/running_daemon.h"
#include "app/subcommand.h"

namespace swapguard::app {
namespace {

namespace json = boost::json;

std::string list_of(const json::value& names) {
  std::string list;
  for (const auto& name : names.as_array()) {
    list += (list.empty() ? "" : ", ") + std::string(name.as_string());
  }
  return list;
}

std::string sentence(const json::object& answer) {
  const std::string apps = list_of(answer.at("apps"));
  if (!answer.at("paused").as_bool()) return apps + ": resumed";
  if (const auto* until = answer.if_contains("until")) {
    const std::string at(until->as_string());
    return fmt::format("{}: paused until {} {} UTC. Nothing is restarted; watching goes on.", apps,
                       at.substr(0, 10), at.substr(11, 5));
  }
  return apps + ": paused until `swapguard resume`. Nothing is restarted; watching goes on.";
}

int ask(const Arguments& arguments, Console& console, const std::string& what) {
  auto daemon = RunningDaemon::find(arguments);
  if (!daemon) return console.complain(RunningDaemon::absent());
  JsonLine body;
  if (arguments.has("app")) body.add("app", arguments.value("app"));
  if (arguments.has("for")) body.add("for", arguments.value("for"));
  const auto answer = daemon->post(what, body.text());
  if (!answer) return console.complain(answer.error());
  if (console.json()) {
    console.print(*answer);
    return exit_fine;
  }
  const auto parsed = json::parse(*answer).as_object();
  console.line(sentence(parsed));
  if (const auto* warning = parsed.if_contains("warning")) {
    console.note("warning: " + std::string(warning->as_string()));
  }
  return exit_fine;
}

int pause(const Arguments& arguments, Console& console) { return ask(arguments, console, "pause"); }
int resume(const Arguments& arguments, Console& console) { return ask(arguments, console, "resume"); }

}  // namespace

Subcommand pause_subcommand() {
  Subcommand row{.name = "pause",
                 .summary = "restart nothing for a while; watching goes on",
                 .options = {{"app", "a", "APP", "this app only (default: all that are guarded)"},
                             {"for", "", "TIME", "ends by itself: 30m, 2h, at most 30d"}},
                 .examples = {{"swapguard pause --for 2h", "while you work on it"},
                              {"swapguard pause -a my-app", "until swapguard resume"}},
                 .more = "A pause is written down and outlives a restart of swapguard.",
                 .run = pause};
  return asking_a_daemon(std::move(row));
}

Subcommand resume_subcommand() {
  Subcommand row{.name = "resume",
                 .summary = "end a pause",
                 .options = {{"app", "a", "APP", "this app only (default: all that are guarded)"}},
                 .examples = {{"swapguard resume -a my-app", "restarts go on"}},
                 .run = resume};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
