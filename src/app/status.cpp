// swapguard status: how the dynos stand, from the running daemon or without one.
#include "app/git_remote.h"
#include "app/number_option.h"
#include "app/offline.h"
#include "app/running_daemon.h"
#include "app/status_text.h"
#include "app/subcommand.h"

namespace swapguard::app {
namespace {

constexpr std::size_t dynos_most = 100'000;
constexpr int exit_blind = static_cast<int>(telemetry::Exit::unavailable);

Result<api::State, Complaint> find_state(const Arguments& arguments, std::optional<RunningDaemon>& daemon,
                                         Console& console) {
  if (!daemon) return offline_state(arguments, console);
  auto state = daemon->state(AppName(arguments.value("app")));
  if (!state) return failure(Complaint(state.error()));
  return *std::move(state);
}

// Of several apps: that of this folder, as Heroku's CLI has it.
void narrow(api::State& state, Console& console) {
  const AppName here = state.apps.size() > 1 ? app_here(apps_of(state)) : AppName();
  if (here.empty()) return;
  std::erase_if(state.apps, [&](const auto& app) { return app.app != here; });
  console.note("Of " + here.text + " only, the app of this folder. Of all: --all");
}

int run(const Arguments& arguments, Console& console) {
  const auto most = number_option<std::size_t>(arguments, "most", 0, 0, dynos_most);
  if (!most) return console.complain(most.error());
  auto daemon = arguments.has("history") ? std::nullopt : RunningDaemon::find(arguments);
  auto state = find_state(arguments, daemon, console);
  if (!state) return console.complain(state.error());
  if (!arguments.has("app") && !arguments.has("all")) narrow(*state, console);
  if (console.json()) {
    console.line(api::to_json(*state));
  } else {
    console.page(arguments.has("plain") ? status_plain(*state, *most)
                                        : status_text(*state, screen_of(console), *most));
  }
  if (!arguments.has("exit-code")) return exit_fine;
  const Health health = daemon ? health_of(*state) : Health::blind;  // without one nobody watches
  return health == Health::blind ? exit_blind : health == Health::attention ? exit_finding : exit_fine;
}

}  // namespace

Subcommand status_subcommand() {
  Subcommand row{
      .name = "status",
      .summary = "show how each dyno stands: memory, growth, time to its quota",
      .options = {{"app", "a", "APP", "of this app only"},
                  {"all", "", "", "of every app, also in the folder of one"},
                  {"most", "n", "N", "only so many dynos an app, the fullest first"},
                  {"plain", "", "", "for other programs: a line a dyno, tabs, no header"},
                  {"exit-code", "", "", "1: needs attention; 69: blind, or none runs"},
                  {"history", "", "PATH", "from this history, without asking a running swapguard"},
                  {"api-key-file", "", "PATH", "token for reading the log where no swapguard runs"}},
      .examples = {{"swapguard status", "of the swapguard that runs here"},
                   {"swapguard status --exit-code -q >/dev/null || page", "for a script"},
                   {"swapguard status --url https://guard.example.com", "of one elsewhere"}},
      .more =
          "Asks the running swapguard. Without one it reads the history, and without that\n"
          "the last 1,500 lines of the app's log, once. --plain prints: app, dyno, state,\n"
          "percent of quota, MB used, MB quota, MB swap, MB an hour, seconds to the quota.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace swapguard::app
