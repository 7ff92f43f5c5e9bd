// swapguard init: from nothing to guarding. Asks, plans, shows the plan, carries it out; a second run changes
// only what differs.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "app/call.h"
#include "app/doctor_facts.h"
#include "app/init_answers.h"
#include "app/init_report.h"
#include "app/planned_files.h"
#include "app/settings.h"
#include "app/start_checks.h"
#include "app/text_file.h"
#include "app/token.h"
#include "io/heroku/host.h"

namespace swapguard::app {
namespace {

using Kind = PlannedCall::Kind;

std::string variable(const std::string& name) {
  const auto environment = process_environment();
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

// 128 bits in hex.
std::string new_secret() {
  std::random_device random;
  std::string secret;
  for (int i = 0; i < 4; ++i) secret += fmt::format("{:08x}", random());
  return secret;
}

// Of the environment or of the file that an earlier run wrote; a new one otherwise.
std::string known_secret() {
  constexpr const char* name = "SWAPGUARD_DRAIN_SECRET";
  if (std::string secret = variable(name); !secret.empty()) return secret.substr(0, secret.find(','));
  const std::string file = read_text_file("swapguard.env").value_or("");
  const std::string head = std::string(name) + "=";
  if (file.starts_with(head)) return file.substr(head.size(), file.find('\n') - head.size());
  return new_secret();
}

// The file of this program. Where it came with libraries and a loader of its own, as from the tarball, the
// process is the loader's, which lies beside it.
std::string own_program() {
  const std::filesystem::path running = std::filesystem::read_symlink("/proc/self/exe");
  const bool is_loader = running.filename().string().starts_with("ld-");
  return is_loader ? running.parent_path() / "swapguard" : running;
}

// The token that is enough for guarding is not enough for setting up.
Problem narrow_token(const AppName& home) {
  return {.code = "SG1103",
          .message = fmt::format("the token may not see the config vars of {} (403 forbidden)", home.text),
          .evidence = {"init makes a token for swapguard and sets it there: that takes the scope global."},
          .hints = {"Use your own login for init:  heroku login && unset HEROKU_API_KEY"}};
}

class Init {
 public:
  Init(const Arguments& arguments, Console& console, bool may_ask, heroku::Token token)
      : arguments_(arguments),
        console_(console),
        interview_(arguments, may_ask),
        may_ask_(may_ask),
        token_(std::move(token)),
        call_(heroku::resolve_host(variable("HEROKU_HOST")).base, token_.value) {}

  int run();

 private:
  std::optional<Problem> ask_about(const AppName& app);
  std::optional<Problem> ask_about_home();
  std::optional<Problem> may_make_token();
  std::optional<Problem> refusal(const AppName& app, const guard::ApiError& error);
  std::optional<Problem> settle_files();
  std::optional<Problem> carry_out();
  std::optional<guard::ApiError> make(PlannedCall& call);
  std::optional<guard::ApiError> set_config(PlannedCall& call);

  const Arguments& arguments_;
  Console& console_;
  Interview interview_;
  bool may_ask_;
  heroku::Token token_;
  Call call_;
  InitFacts facts_;
  InitAnswers answers_;
  InitPlan plan_;
  std::vector<PlannedFile> files_;  // of the plan, those that are to be written
};

std::optional<Problem> Init::refusal(const AppName& app, const guard::ApiError& error) {
  if (error.failure == guard::ApiFailure::unauthorized || error.id == "two_factor") {
    return token_refused(error, token_);
  }
  const auto visible = call_.answer_of(call_.api().apps()).value_or(std::vector<heroku::App>());
  const auto account = call_.answer_of(call_.api().account()).value_or(heroku::Account());
  Problem problem = app_refused(app, error, visible, account.email);
  if (problem.code == "SG1201") problem.exit = telemetry::Exit::usage;
  return problem;
}

std::optional<Problem> Init::ask_about(const AppName& app) {
  auto told = call_.answer_of(call_.api().app(app));
  if (!told) return refusal(app, told.error());
  facts_.app = *std::move(told);
  if (facts_.app.generation == "fir") return on_fir(app);
  auto formation = call_.answer_of(call_.api().formation(app));
  const auto features = call_.answer_of(call_.api().features(app));
  auto drains = call_.answer_of(call_.api().drains(app));
  if (!formation) return refusal(app, formation.error());
  if (!features) return refusal(app, features.error());
  if (!drains) return refusal(app, drains.error());
  facts_.formation = *std::move(formation);
  facts_.drains = *std::move(drains);
  facts_.metrics_on = std::any_of(features->begin(), features->end(), [](const auto& feature) {
    return feature.name == "log-runtime-metrics" && feature.enabled;
  });
  return std::nullopt;
}

// Asked before anything is made: half a set-up is worse than none.
std::optional<Problem> Init::may_make_token() {
  const auto error = call_.error_of(call_.api().authorizations());
  if (!error || error->failure != guard::ApiFailure::forbidden) return std::nullopt;
  return narrow_token(answers_.guard_app);
}

// What there is already of the app that swapguard is to run in.
std::optional<Problem> Init::ask_about_home() {
  facts_.program = own_program();
  facts_.secret = known_secret();
  const AppName home = home_app(answers_);
  if (home.empty()) return std::nullopt;
  if (answers_.place == Place::heroku) {
    auto app = call_.answer_of(call_.api().app(home));
    if (!app && app.error().failure == guard::ApiFailure::not_found) return may_make_token();
    if (!app) return refusal(home, app.error());
    facts_.guard_app = *std::move(app);
  }
  auto config = call_.answer_of(call_.api().config_vars(home));
  if (!config && config.error().failure == guard::ApiFailure::forbidden) return narrow_token(home);
  if (!config) return refusal(home, config.error());
  facts_.config = *std::move(config);
  const auto secret = facts_.config.find("SWAPGUARD_DRAIN_SECRET");
  if (secret != facts_.config.end()) facts_.secret = secret->second.substr(0, secret->second.find(','));
  return std::nullopt;
}

// Which files are to be written; a problem when one would be overwritten and nobody said so.
std::optional<Problem> Init::settle_files() {
  const bool force = arguments_.has("force");
  std::vector<std::string> in_the_way;
  for (const auto& file : plan_.files) {
    const FileState state = state_of(file);
    if (state == FileState::same) continue;
    const bool free = state == FileState::missing || file.added_to || force || arguments_.has("dry-run");
    if (free) {
      files_.push_back(file);
    } else if (!may_ask_) {
      in_the_way.push_back(file.path);
    } else if (interview_.agrees(file.path + " is there and differs. Overwrite it?", false)) {
      files_.push_back(file);
    }
  }
  if (in_the_way.empty()) return std::nullopt;
  std::string names;
  for (const auto& name : in_the_way) names += (names.empty() ? "" : ", ") + name;
  return Problem{.code = "SG0006",
                 .message = "init would overwrite " + names,
                 .hints = {"What it would write: swapguard init --dry-run ...   Overwrite: --force"}};
}

// A token of its own where there is none: it does not end with somebody's login.
std::optional<guard::ApiError> Init::set_config(PlannedCall& call) {
  const auto key = call.config.find("HEROKU_API_KEY");
  if (key != call.config.end() && key->second.empty()) {
    const auto made = call_.answer_of(call_.api().create_authorization("swapguard", "write"));
    if (!made) return made.error();
    key->second = made->token;
  }
  return call_.error_of(call_.api().set_config_vars(home_app(answers_), call.config));
}

std::optional<guard::ApiError> Init::make(PlannedCall& call) {
  switch (call.kind) {
    case Kind::enable_metrics:
      return call_.error_of(call_.api().set_feature(answers_.app, "log-runtime-metrics", true));
    case Kind::restart_all:
      return call_.error_of(call_.api().restart_all(answers_.app));
    case Kind::create_app:
      return call_.error_of(
          call_.api().create_app({answers_.guard_app.text, facts_.app.region, "container"}));
    case Kind::set_config:
      return set_config(call);
    case Kind::remove_drain:
      return call_.error_of(call_.api().remove_drain(answers_.app, call.drain));
    case Kind::add_drain:
      return call_.error_of(call_.api().add_drain(answers_.app, call.drain));
  }
  return std::nullopt;
}

std::optional<Problem> Init::carry_out() {
  for (const auto& file : files_) {
    if (auto problem = write_planned(file)) return problem;
  }
  for (auto& call : plan_.calls) {
    const auto error = make(call);
    if (error) {
      return Problem{.code = "SG1204",
                     .message = "Heroku did not " + call.words,
                     .evidence = {fmt::format("It says: {}", error->message)},
                     .hints = {"What is done stays done; init goes on from there when it is run again."}};
    }
    console_.note("    " + telemetry::padded(call.words + " ", 68).append(" done"));
  }
  return std::nullopt;
}

int Init::run() {
  const AppName app = interview_.app();
  if (app.empty()) return console_.complain(interview_.missing_answers());
  if (const auto problem = ask_about(app)) return console_.complain(*problem);
  auto answers = interview_.rest(app, facts_);
  if (!answers) return console_.complain(answers.error());
  answers_ = *std::move(answers);
  if (const auto problem = ask_about_home()) return console_.complain(*problem);
  plan_ = make_plan(answers_, facts_);
  if (const auto problem = settle_files()) return console_.complain(*problem);
  show_plan(console_, plan_, files_, arguments_.has("dry-run"));
  if (arguments_.has("dry-run")) return show_end(console_, answers_, plan_, files_, false);
  const bool something = !files_.empty() || !plan_.calls.empty();
  if (something && !interview_.agrees("Go ahead?")) return show_end(console_, answers_, plan_, files_, false);
  if (const auto problem = carry_out()) return console_.complain(*problem);
  return show_end(console_, answers_, plan_, files_, true);
}

int run(const Arguments& arguments, Console& console) {
  const bool may_ask = !arguments.has("no-input") && Prompt::is_possible();
  auto token = find_token(arguments, Asking::person, console);
  if (!token) return console.complain(token.error());
  return Init(arguments, console, may_ask, *std::move(token)).run();
}

}  // namespace

Subcommand init_subcommand() {
  return {.name = "init",
          .summary = "set swapguard up for an app: ask, write the files, tell Heroku",
          .options = {{"app", "a", "APP", "watch this app (default: the git remote's)"},
                      {"types", "", "TYPES", "guard these process types, separated by commas (all)"},
                      {"metrics", "", "yes|no", "turn log-runtime-metrics on where it is off"},
                      {"restart", "", "yes|no", "restart all dynos once, so that it takes effect"},
                      {"where", "", "PLACE", "heroku (own app), beside (in the app), systemd, shell"},
                      {"guard-app", "", "NAME", "with heroku: its own app's name (APP-swapguard)"},
                      {"url", "", "URL", "with systemd, shell: take a log drain at this address"},
                      {"mode", "", "MODE", "observe (the default: restarts nothing) or armed"},
                      {"dry-run", "n", "", "show the plan and change nothing"},
                      {"yes", "y", "", "do not ask whether to go ahead"},
                      {"no-input", "", "", "ask nothing; fail with the list of missing answers"},
                      {"force", "", "", "overwrite files that differ"},
                      {"api-key-file", "", "PATH", "a file with the API token; - for standard input"}},
          .examples = {{"swapguard init", "asks, shows what it would do, asks again"},
                       {"swapguard init -a my-app --where shell --no-input", "asks nothing"},
                       {"swapguard init -a my-app --where heroku --dry-run", "shows the plan alone"}},
          .more =
              "May be run again: only what differs is changed, and no file of yours is\n"
              "overwritten unless you agree.",
          .run = run};
}

}  // namespace swapguard::app
