// swapguard arm and observe: change an app's mode in the configuration file, nothing else in it, and have the
// running daemon read it.
#include <fmt/format.h>

#include <filesystem>

#include "app/json_line.h"
#include "app/running_daemon.h"
#include "app/settings.h"
#include "app/state_picture.h"
#include "app/subcommand.h"
#include "app/text_file.h"
#include "io/config/edit_mode.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;
using policy::Mode;

std::string_view word_of(Mode mode) { return mode == Mode::armed ? "armed" : "observe"; }

Problem by_environment(const AppName& app, Mode mode) {
  return {
      .code = "SG1505",
      .message = fmt::format("{} is configured by the environment: there is no file to change", app.text),
      .evidence = {"The mode there holds for all apps of that swapguard."},
      .hints = {fmt::format("heroku config:set SWAPGUARD_MODE={} -a APP-THAT-RUNS-SWAPGUARD", word_of(mode)),
                fmt::format("elsewhere: SWAPGUARD_MODE={} in its environment, then start it again",
                            word_of(mode))}};
}

Problem not_edited(config::EditRefusal refusal, const std::string& file, const AppName& app, Mode mode) {
  const std::string line = fmt::format("mode = \"{}\"", word_of(mode));
  switch (refusal) {
    case config::EditRefusal::not_toml:
      return {.code = "SG1501", .message = file + " has errors", .hints = {"swapguard check-config"}};
    case config::EditRefusal::app_absent:
      return {.code = "SG1505",
              .message = fmt::format("{} has no [[app]] named {}", file, app.text),
              .hints = {fmt::format("Its mode comes from elsewhere: swapguard config show --origin -a {}",
                                    app.text)}};
    case config::EditRefusal::by_hand:
      break;
  }
  return {.code = "SG1505",
          .message = fmt::format("{} writes {} in a form that is not changed safely", file, app.text),
          .hints = {"Write it yourself: " + line}};
}

struct Target {
  AppName app;
  std::string file;  // empty: none
};

// Which app and which file: of the running daemon, where one answers here, else of this configuration.
Result<Target, Complaint> find_target(const Arguments& arguments, const std::optional<api::State>& state) {
  Target target{AppName(arguments.value("app")), arguments.value("config")};
  std::vector<AppName> apps;
  if (state) {
    for (const auto& app : state->apps) apps.push_back(app.app);
    if (target.file.empty()) target.file = state->config;
  } else {
    const auto loaded = load_settings(arguments);
    if (!loaded) return failure(RunningDaemon::or_absent(loaded.error()));
    for (const auto& app : loaded->settings.apps) apps.push_back(app.policy.app);
    std::error_code unknown;
    const bool is_file = fs::exists(loaded->settings.file, unknown);
    if (target.file.empty() && is_file) target.file = loaded->settings.file;
  }
  if (target.app.empty() && apps.size() == 1) target.app = apps.front();
  if (target.app.empty()) {
    return failure(Complaint(Problem{.code = "SG0003",
                                     .message = "several apps are guarded: which one?",
                                     .hints = {"swapguard arm -a APP"}}));
  }
  return target;
}

std::optional<Problem> reload(RunningDaemon& daemon, const AppName& app, Mode mode) {
  const auto reloaded = daemon.post("reload", "");
  if (!reloaded) return reloaded.error();
  const auto state = daemon.state(app);
  if (!state) return state.error();
  const bool follows = !state->apps.empty() && state->apps.front().armed == (mode == Mode::armed);
  if (follows) return std::nullopt;
  return Problem{
      .code = "SG1506",
      .message = fmt::format("the running swapguard keeps {} in another mode than its file says", app.text),
      .evidence = {"Its --mode, --set mode or SWAPGUARD_MODE comes before the file."},
      .hints = {"Start it again without that."}};
}

int change(const Arguments& arguments, Console& console, Mode mode) {
  auto daemon = RunningDaemon::find(arguments);
  std::optional<api::State> state;
  if (daemon) {
    auto asked = daemon->state();
    if (!asked) return console.complain(asked.error());
    state = *std::move(asked);
  }
  const auto target = find_target(arguments, state);
  if (!target) return console.complain(target.error());
  const bool is_here = !daemon || daemon->is_local();
  if (target->file.empty() || !is_here) return console.complain(by_environment(target->app, mode));
  const auto text = read_text_file(target->file);
  if (!text) return console.complain(text.error());
  const auto edited = config::edit_mode(*text, target->app, mode);
  if (!edited) return console.complain(not_edited(edited.error(), target->file, target->app, mode));
  const bool changes = *edited != *text;
  if (changes) {
    if (const auto error = write_text_file(target->file, *edited, std::nullopt)) {
      return console.complain(Problem{
          .code = "SG0005", .message = target->file + " cannot be written", .evidence = {error.message()}});
    }
  }
  if (daemon) {
    if (const auto problem = reload(*daemon, target->app, mode)) return console.complain(*problem);
  }
  if (console.json()) {
    console.line(JsonLine()
                     .add("app", target->app.text)
                     .add("mode", word_of(mode))
                     .add("file", target->file)
                     .add("changed", changes)
                     .add("reloaded", daemon.has_value())
                     .text());
    return exit_fine;
  }
  console.line(fmt::format("{}: {}{} in {}.", target->app.text, changes ? "now " : "already ", word_of(mode),
                           target->file));
  console.note(daemon ? "The running swapguard has read it."
                      : "No swapguard runs here: it counts from the next start.");
  return exit_fine;
}

int arm(const Arguments& arguments, Console& console) { return change(arguments, console, Mode::armed); }
int observe(const Arguments& arguments, Console& console) {
  return change(arguments, console, Mode::observe);
}

Subcommand row_of(std::string name, std::string summary, int (*run)(const Arguments&, Console&)) {
  Subcommand row{
      .name = name,
      .summary = std::move(summary),
      .options = {{"app", "a", "APP", "where several apps are guarded"}},
      .examples = {{"swapguard " + name + " -a my-app", "writes its mode and has it read at once"}},
      .more = "Changes `mode` in swapguard.toml and leaves every other byte of it as it is.",
      .run = run};
  return asking_a_daemon(std::move(row));
}

}  // namespace

Subcommand arm_subcommand() { return row_of("arm", "let swapguard restart dynos of an app", arm); }
Subcommand observe_subcommand() {
  return row_of("observe", "let swapguard only watch an app and say what it would do", observe);
}

}  // namespace swapguard::app
