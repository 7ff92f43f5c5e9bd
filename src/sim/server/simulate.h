// Simulation: the pretend Heroku with its Platform API, log sessions and drains, on one port of an
// io_context. `swapguard simulate` and `swapguard demo` are this class with a command line.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "sim/model/platform.h"

namespace swapguard::sim {

namespace asio = boost::asio;

struct SimulateOptions {
  std::string address = "127.0.0.1";
  int port = 0;           // 0: any free one
  double time_scale = 1;  // simulated seconds a second of the wall clock; 0.1 to 10,000
  std::uint64_t seed = 1;
  std::string spec = "demo";             // the name of a scenario (sim/model/scenarios.h)
  std::string token;                     // the API token that is right
  bool open = true;                      // any token is right
  std::optional<Instant> start;          // simulated time of the start; the wall clock's when not given
  Duration session_usable = minutes{5};  // a log session's URL, in simulated time
  Duration session_lasts = hours{1};     // a tail, in simulated time
};

// Loop thread only.
class Simulation {
 public:
  // The message says what is wrong: unknown scenario, address in use.
  static Result<std::unique_ptr<Simulation>, std::string> start(asio::io_context& loop,
                                                                SimulateOptions options);
  // The same with a world of one's own; options.spec is not read.
  static Result<std::unique_ptr<Simulation>, std::string> start(asio::io_context& loop,
                                                                SimulateOptions options, Spec spec);
  virtual ~Simulation() = default;

  virtual int port() const = 0;
  virtual std::string url() const = 0;  // http://127.0.0.1:PORT
  virtual Instant now() const = 0;      // simulated
  // For checkers in the same process; moves with the simulated clock.
  virtual PlatformModel& model() = 0;
  // Ends time, streams, deliveries and the server; nothing of it keeps the loop running.
  virtual void stop() = 0;
};

}  // namespace swapguard::sim
