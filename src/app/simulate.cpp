// swapguard simulate: a pretend Heroku on this machine, for trying things out without an account.
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "app/json_line.h"
#include "app/simulation_options.h"
#include "app/subcommand.h"

namespace swapguard::app {
namespace {

namespace asio = boost::asio;

std::string directions(sim::Simulation& simulation, const sim::SimulateOptions& options) {
  const std::string token = options.token.empty() ? "any-token" : options.token;
  std::string apps;
  for (const auto& app : simulation.model().apps()) {
    apps += (apps.empty() ? "" : " ") + app->name().text;
  }
  return fmt::format(
      "A pretend Heroku at {0}, {1} times as fast as the clock. Apps: {2}\n\n"
      "  export HEROKU_HOST={0} HEROKU_API_KEY={3}\n"
      "  swapguard run -a {4} --time-scale {1} --mode armed\n\n"
      "Heroku's own CLI works with the same two variables. Ctrl-C ends it.\n",
      simulation.url(), options.time_scale, apps, token, apps.substr(0, apps.find(' ')));
}

int run(const Arguments& arguments, Console& console) {
  const auto options = simulation_options(arguments);
  if (!options) return console.complain(options.error());
  asio::io_context loop(1);
  const auto simulation = sim::Simulation::start(loop, *options);
  if (!simulation) {
    return console.complain(Problem{.code = "SG1403", .message = "cannot simulate: " + simulation.error()});
  }
  if (console.json()) {
    console.line(JsonLine().add("url", (*simulation)->url()).add("port", (*simulation)->port()).text());
  } else {
    console.print(directions(**simulation, *options));
  }
  console.flush();
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { (*simulation)->stop(); });
  loop.run();
  return exit_fine;
}

}  // namespace

Subcommand simulate_subcommand() {
  return {.name = "simulate",
          .summary = "run a pretend Heroku to try things against",
          .options = simulation_option_rows(),
          .examples = {{"swapguard simulate --time-scale 60", "prints the environment to export"}},
          .run = run};
}

}  // namespace swapguard::app
