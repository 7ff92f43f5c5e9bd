// swapguard demo: a pretend Heroku and a swapguard that guards its app, in one process, told as a story.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <cstdlib>

#include "app/daemon.h"
#include "app/recording.h"
#include "app/settings.h"
#include "app/simulation_options.h"
#include "app/socket_path.h"
#include "app/story.h"
#include "app/subcommand.h"

namespace swapguard::app {
namespace {

constexpr double demo_scale = 60;
// A minute lasts a second here, and a busy machine may well pause for one.
constexpr Duration demo_blind_after = minutes{10};

// Both sides of the demo, on one loop.
class Demo {
 public:
  Demo(Console& console, std::unique_ptr<sim::Simulation> simulation, double scale)
      : simulation_(std::move(simulation)), scale_(scale), story_(console) {}

  std::optional<Problem> begin(asio::io_context& loop, const Arguments& arguments);
  asio::awaitable<void> end();

 private:
  config::Settings settings() const;
  void report(asio::io_context& loop);

  std::unique_ptr<sim::Simulation> simulation_;
  double scale_;
  Story story_;
  std::unique_ptr<Recording> recording_;
  std::unique_ptr<Daemon> daemon_;
  std::unique_ptr<asio::steady_timer> reports_;
};

// So that `swapguard status` can be tried beside it.
std::string usual_socket() {
  const Variables environment = process_environment();
  const auto setting = environment.find("SWAPGUARD_SOCKET");
  return socket_to_serve(setting == environment.end() ? "" : setting->second, environment);
}

config::Settings Demo::settings() const {
  config::Settings settings;
  settings.history = ":memory:";
  settings.api_base = simulation_->url();
  settings.http.on = true;
  settings.http.port = 0;  // any free one
  settings.http.actions = true;
  for (const auto& app : simulation_->model().apps()) {
    config::AppSettings guarded;
    guarded.policy.app = app->name();
    guarded.policy.mode = policy::Mode::armed;
    guarded.policy.blind_after = demo_blind_after;
    settings.apps.push_back(guarded);
  }
  return settings;
}

std::optional<Problem> Demo::begin(asio::io_context& loop, const Arguments& arguments) {
  DaemonOptions options{.settings = settings(),
                        .token = "demo",
                        .clock = Clock(scale_, simulation_->now()),
                        .journal = [this](const guard::JournalEntry& entry) { story_.tell(entry); },
                        .warn = [](const Problem&) {},
                        .socket = usual_socket(),
                        .open_pages = true};
  std::vector<AppName> apps;
  for (const auto& app : options.settings.apps) apps.push_back(app.policy.app);
  auto recording = recording_of(arguments, apps);
  if (!recording) return recording.error();
  recording_ = *std::move(recording);
  if (recording_) record(options, *recording_);
  auto daemon = Daemon::start(loop, std::move(options));
  if (!daemon) return daemon.error();
  daemon_ = *std::move(daemon);
  story_.begin(simulation_->url(), fmt::format("http://localhost:{}", daemon_->port()), scale_);
  daemon_->watch();
  report(loop);
  return std::nullopt;
}

// How the dyno nearest to its quota does, every few seconds, so that the wait for the first restart is not
// silent.
void Demo::report(asio::io_context& loop) {
  if (!reports_) reports_ = std::make_unique<asio::steady_timer>(loop);
  reports_->expires_after(std::chrono::seconds{5});
  reports_->async_wait([this, &loop](boost::system::error_code error) {
    if (error || !daemon_) return;
    story_.tell(daemon_->view(), simulation_->now());
    report(loop);
  });
}

asio::awaitable<void> Demo::end() {
  reports_->cancel();
  co_await daemon_->stop();
  daemon_.reset();
  simulation_->stop();
  story_.end();
}

int run(const Arguments& arguments, Console& console) {
  auto options = simulation_options(arguments);
  if (!options) return console.complain(options.error());
  if (!arguments.has("time-scale")) options->time_scale = demo_scale;
  asio::io_context loop(1);
  auto simulation = sim::Simulation::start(loop, *options);
  if (!simulation) {
    return console.complain(Problem{.code = "SG1403", .message = "cannot simulate: " + simulation.error()});
  }
  Demo demo(console, *std::move(simulation), options->time_scale);
  if (const auto problem = demo.begin(loop, arguments)) return console.complain(*problem);
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) {
    asio::co_spawn(loop, demo.end(), [&loop](std::exception_ptr) { loop.stop(); });
    signals.async_wait([](boost::system::error_code error, int) {
      if (!error) std::_Exit(130);
    });
  });
  loop.run();
  return exit_fine;
}

}  // namespace

Subcommand demo_subcommand() {
  std::vector<Option> options = simulation_option_rows();
  options.push_back(record_option());
  return {.name = "demo",
          .summary = "watch swapguard guard a leaking app, simulated; needs nothing",
          .options = std::move(options),
          .examples = {{"swapguard demo",
                        "a minute is a second; the first restart comes within the first minute"}},
          .run = run};
}

}  // namespace swapguard::app
