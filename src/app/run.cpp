// swapguard run: guards apps until it is told to stop.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "app/banner.h"
#include "app/daemon.h"
#include "app/daemon_words.h"
#include "app/file_watch.h"
#include "app/inlet_words.h"
#include "app/journal_printer.h"
#include "app/private_memory.h"
#include "app/prompt.h"
#include "app/recording.h"
#include "app/settings.h"
#include "app/simulation_options.h"
#include "app/socket_path.h"
#include "app/start_checks.h"
#include "app/start_pages.h"
#include "app/state_dump.h"
#include "app/subcommand.h"
#include "app/telemetry_export.h"
#include "app/token.h"

namespace swapguard::app {
namespace {

std::string origin_of_name(const config::Origins& origins, const AppName& app) {
  const auto found = origins.find("app." + app.text + ".name");
  return found == origins.end() ? std::string() : found->second;
}

// One `run` from its start to its end; everything happens on the loop's thread.
class Run {
 public:
  Run(const Arguments& arguments, Console& console, config::Loaded loaded, heroku::Token token, Clock clock)
      : arguments_(arguments),
        console_(console),
        settings_(std::move(loaded.settings)),
        origins_(std::move(loaded.origins)),
        token_(std::move(token)),
        clock_(clock),
        print_(console, settings_, arguments.has("verbose")),
        ends_(loop_, SIGINT, SIGTERM),
        reloads_(loop_, SIGHUP),
        dumps_(loop_, SIGUSR1) {}

  int go();

 private:
  asio::awaitable<void> begin();
  bool may_ask() const { return Prompt::is_possible() && !console_.json() && !arguments_.has("log-format"); }
  // A person at a terminal may have the feature switched on at once; true: it is.
  asio::awaitable<bool> offer_metrics(AppReport* report);
  asio::awaitable<void> end();
  void heed_ends();
  void heed_reloads();
  void heed_dumps();
  std::optional<Complaint> reload();
  void reload_and_tell();

  const Arguments& arguments_;
  Console& console_;
  config::Settings settings_;
  config::Origins origins_;
  heroku::Token token_;
  Clock clock_;
  JournalPrinter print_;
  std::unique_ptr<Recording> recording_;
  asio::io_context loop_{1};
  asio::signal_set ends_, reloads_, dumps_;
  std::optional<FileWatch> file_;
  std::unique_ptr<Daemon> daemon_;
  int exit_ = exit_fine;
  bool ending_ = false;
};

int Run::go() {
  DaemonOptions options{.settings = settings_,
                        .token = token_.value,
                        .clock = clock_,
                        .journal = [this](const guard::JournalEntry& entry) { print_(entry); },
                        .warn = [this](const Problem& problem) { console_.complain(problem); },
                        .socket = socket_to_serve(settings_.http.socket, process_environment()),
                        .reload = [this] { return reload(); }};
  auto exporting = export_plan(process_environment());
  for (const std::string& fault : exporting.faults) console_.complain(export_trouble(fault));
  options.export_to = std::move(exporting.settings);
  std::vector<AppName> apps;
  for (const auto& app : settings_.apps) apps.push_back(app.policy.app);
  auto recording = recording_of(arguments_, apps);
  if (!recording) return console_.complain(recording.error());
  recording_ = *std::move(recording);
  if (recording_) record(options, *recording_);
  auto daemon = Daemon::start(loop_, std::move(options));
  if (!daemon) return console_.complain(daemon.error());
  daemon_ = *std::move(daemon);
  heed_ends();
  heed_reloads();
  heed_dumps();
  file_.emplace(loop_, settings_.file, [this] {
    if (settings_.reload_when_changed) reload_and_tell();
  });
  asio::co_spawn(loop_, begin(), asio::detached);
  loop_.run();
  return exit_;
}

asio::awaitable<void> Run::begin() {
  std::vector<AppReport> reports;
  bool hopeless = true;
  for (std::size_t i = 0; i < settings_.apps.size(); ++i) {
    AppName app = settings_.apps[i].policy.app;
    Asker asker{token_, origin_of_name(origins_, app), settings_.apps[i].input == config::Input::otlp};
    auto report = co_await check_app(daemon_->api(), std::move(app), std::move(asker));
    if (ending_) co_return;
    if (report.problem && report.problem->code == "SG1202" && may_ask()) {
      const bool on = co_await offer_metrics(&report);
      if (on) report.problem.reset();
    } else if (report.problem) {
      exit_ = console_.complain(*report.problem);
    }
    hopeless = hopeless && report.hopeless;
    reports.push_back(std::move(report));
  }
  if (hopeless) {
    co_await end();
    co_return;
  }
  exit_ = exit_fine;
  const Start start{settings_, reports, token_.from, daemon_->port(), clock_.scale()};
  print_.start(start, clock_.now());
  daemon_->watch();
  let_go_of_start_pages();
}

asio::awaitable<bool> Run::offer_metrics(AppReport* report) {
  const auto command = std::exchange(report->problem->hints, {});
  exit_ = console_.complain(*report->problem);
  const auto answer = Prompt().agree("Turn it on now?", true);
  if (!answer.value_or(false)) {
    for (const auto& line : command) console_.note("  " + line);
    co_return false;
  }
  AppName app = report->app;
  const auto set = co_await daemon_->api().set_feature(std::move(app), "log-runtime-metrics", true);
  if (!set) {
    console_.note("  Heroku says: " + set.error().message);
    co_return false;
  }
  console_.note(
      fmt::format("  It is on. A dyno's memory is seen once it has restarted: heroku ps:restart -a {}",
                  report->app.text));
  report->hopeless = false;
  co_return true;
}

asio::awaitable<void> Run::end() {
  ending_ = true;
  reloads_.cancel();
  dumps_.cancel();
  file_.reset();
  co_await daemon_->stop();
  daemon_.reset();
  loop_.stop();
}

void Run::heed_ends() {
  ends_.async_wait([this](boost::system::error_code error, int number) {
    if (error) return;
    heed_ends();
    if (!ending_) {
      ending_ = true;
      asio::co_spawn(loop_, end(), asio::detached);
    } else if (number == SIGINT) {
      // A second Ctrl-C leaves at once; what matters is durable before it is done. SIGTERM may come again
      // and again: a host sends it to every process.
      std::_Exit(130);
    }
  });
}

void Run::heed_reloads() {
  reloads_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    reload_and_tell();
    heed_reloads();
  });
}

void Run::heed_dumps() {
  dumps_.async_wait([this](boost::system::error_code error, int) {
    if (error) return;
    for (const std::string& line : state_lines(daemon_->view(), clock_.now())) console_.line(line);
    console_.flush();
    heed_dumps();
  });
}

// All or nothing: a wrong file changes nothing.
std::optional<Complaint> Run::reload() {
  if (file_) file_->taken();
  auto loaded = load_settings(arguments_);
  if (!loaded) return loaded.error();
  console_.note(config::warnings_to_text(loaded->warnings));
  if (const auto late = takes_a_new_start(settings_, loaded->settings)) console_.complain(*late);
  settings_.reload_when_changed = loaded->settings.reload_when_changed;
  daemon_->reload(std::move(loaded->settings));
  return std::nullopt;
}

void Run::reload_and_tell() {
  const auto complaint = reload();
  if (!complaint) return;
  console_.complain(*complaint);
  console_.note("The configuration that was in force stays in force.");
}

int run(const Arguments& arguments, Console& console) {
  auto loaded = load_settings(arguments);
  if (!loaded) return console.complain(loaded.error());
  console.note(config::warnings_to_text(loaded->warnings));
  if (!arguments.has("core-dumps") && !keep_memory_private()) {
    console.note(
        "warning: a crash may leave the token in a core file: this system lets no program forbid it");
  }
  const auto scale = time_scale_of(arguments, 1);
  if (!scale) return console.complain(scale.error());
  auto token = find_token(arguments, Asking::daemon, console);
  if (!token) return console.complain(token.error());
  return Run(arguments, console, *std::move(loaded), *std::move(token), Clock(*scale)).go();
}

}  // namespace

Subcommand run_subcommand() {
  return {.name = "run",
          .summary = "guard apps: read their logs, restart dynos before they swap",
          .options = {{"app", "a", "APP", "guard this app; may be repeated, APP:web,worker names types"},
                      {"mode", "", "MODE", "observe (the default: restarts nothing) or armed"},
                      {"port", "", "N", "serve HTTP there: log drains, /healthz, /readyz"},
                      {"history", "", "PATH", "where decisions are kept (default swapguard.sqlite)"},
                      {"api-key-file", "", "PATH", "a file with the API token; - for standard input"},
                      {"set", "", "KEY=VALUE", "a setting instead of the configuration's; may be repeated"},
                      {"time-scale", "", "N", "for rehearsals: let time pass N times as fast"},
                      {"core-dumps", "", "",
                       "let a crash leave a core file, which holds the token, and debuggers attach"},
                      record_option()},
          .examples = {{"swapguard run -a my-app", "watch, and say what would be done"},
                       {"swapguard run -a my-app --mode armed", "watch and restart"},
                       {"swapguard run --config swapguard.toml", "as the file says"}},
          .more =
              "The token is HEROKU_API_KEY, or what `heroku login` left in ~/.netrc.\n"
              "SIGHUP reads the configuration again, as a change of its file does; SIGUSR1 prints\n"
              "what it believes; SIGTERM and Ctrl-C end it cleanly.",
          .run = run};
}

}  // namespace swapguard::app
