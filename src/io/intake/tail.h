// Tail: the log session of one app, kept open for ever. The decisions are TailPlan's; this carries them out
// over the API and HTTP and feeds what comes to a LogReader.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/guard/event.h"
#include "io/http/client.h"
#include "io/intake/reader.h"
#include "io/intake/tail_plan.h"

namespace swapguard::intake {

namespace asio = boost::asio;

// What is asked of `POST /apps/{app}/log-sessions`; always with tail.
//
// One session an app, filtered to `source=heroku` and to no dyno. That leaves out the app's own text, which
// is the most of a log and the only part that can be forged; it keeps the samples and states of all types and
// the router lines, at one API call an hour. It also leaves out `app[api]` (releases, scaling): the guard
// learns of those from `Restarting` and `State changed` lines, which make it ask the platform, and from the
// regular list. A session per type (`dyno=web`) would save the router lines but costs a call and a connection
// a type.
struct SessionRequest {
  AppName app;
  int lines = 100;
  std::string source = "heroku";
};

// Answers with the session's URL (a bearer secret); the composition root passes
// heroku::Api::create_log_session.
using OpenSession =
    std::function<asio::awaitable<Result<std::string, guard::ApiError>>(SessionRequest request)>;

struct TailOptions {
  AppName app;
  std::function<Instant()> now;  // the engine's clock
  double time_scale = 1;         // how many times as fast as the wall it runs
  std::uint64_t seed = 1;        // of the jitter: another one for each app
  TailTimes times;
};

// Called on the loop thread; not to destroy the Tail from within.
struct TailEvents {
  std::function<void(observe::Observation)> observed;
  std::function<void(guard::InputChanged)> changed;
  // Each line that is not told again, before `observed`; it lives until this returns. May be empty.
  std::function<void(const logplex::LogLine&)> line = {};
};

// Loop thread only. Loop and client must outlive it; destroying it ends the streams.
class Tail {
 public:
  Tail(asio::io_context& loop, http::Client& client, OpenSession open_session, TailOptions options,
       TailEvents events);
  ~Tail();
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  void start();

  const IntakeCounts& counts() const;
  std::uint64_t sessions_asked() const;  // API calls made
  std::uint64_t streams_opened() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::intake
