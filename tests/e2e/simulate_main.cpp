// The simulated platform alone, for tests that want nothing else: prints its URL, runs until it is ended.
// Arguments: SCENARIO TIME_SCALE SEED, all optional.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "sim/server/simulate.h"

int main(int count, char** arguments) {
  swapguard::sim::SimulateOptions options;
  if (count > 1) options.spec = arguments[1];
  if (count > 2) options.time_scale = std::strtod(arguments[2], nullptr);
  if (count > 3) options.seed = std::strtoull(arguments[3], nullptr, 10);
  boost::asio::io_context loop;
  auto simulation = swapguard::sim::Simulation::start(loop, options);
  if (!simulation) {
    std::fprintf(stderr, "%s\n", simulation.error().c_str());
    return 69;
  }
  std::printf("%s\n", (*simulation)->url().c_str());
  std::fflush(stdout);
  boost::asio::signal_set ended(loop, SIGINT, SIGTERM);
  ended.async_wait([&](boost::system::error_code, int) { (*simulation)->stop(); });
  loop.run();
  return 0;
}
