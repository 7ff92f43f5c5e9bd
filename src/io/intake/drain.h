// Drains: what `POST /logs/APP` does. Logplex waits five seconds and drops a body for good at any 4xx but
// 429, so a body is let in by its secret alone, queued, answered, and only then read.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/guard/event.h"
#include "io/http/server.h"
#include "io/intake/duplicate_frames.h"
#include "io/intake/reader.h"

namespace swapguard::intake {

namespace asio = boost::asio;

// Deliveries with a wrong secret since the last good one: what the warning SG1302 tells.
struct Refusals {
  std::uint64_t count = 0;
  Instant since;
  std::optional<Instant> last_good;
  std::vector<std::string> peers;  // the first eight addresses
};

struct DrainCounts {
  std::uint64_t deliveries = 0;  // with a good secret
  std::uint64_t duplicates = 0;  // of them dropped: their Frame-Id was known
  std::uint64_t overloaded = 0;  // of them refused with 503
  std::uint64_t miscounted = 0;  // bodies with another number of frames than Logplex-Msg-Count
  std::uint64_t refused = 0;     // 401
  IntakeCounts lines;
};

struct DrainOptions {
  std::function<Instant()> now;     // the engine's clock
  std::size_t queue_bodies = 1024;  // of all apps together; over it: 503
  std::size_t queue_bytes = std::size_t{32} << 20;
  Duration warn_every = minutes{1};  // for `refused`
};

// Called on the loop thread.
struct DrainEvents {
  std::function<void(AppName, observe::Observation)> observed;
  // `connected` at the first good delivery, `wrong_secret` at one refused when no good one came for a minute.
  std::function<void(guard::InputChanged)> changed;
  // The drain was probably added again. The token is no secret on the wire, but tells nothing to people.
  std::function<void(AppName)> token_changed;
  // At the first refusal since the last good delivery, then at most once every `warn_every`.
  std::function<void(AppName, const Refusals&)> refused;
  // Each line, before `observed`; it lives until this returns. May be empty.
  std::function<void(const AppName&, const logplex::LogLine&)> line = {};
};

// Loop thread only. The loop must outlive it; bodies still queued when it goes are dropped.
class Drains {
 public:
  Drains(asio::io_context& loop, DrainOptions options, DrainEvents events);
  ~Drains();
  Drains(const Drains&) = delete;
  Drains& operator=(const Drains&) = delete;

  // Adds the app, or changes its secrets (several while rotating). The secret is the password of the Basic
  // credentials, whatever the user; an app without secrets lets nothing in.
  void set(AppName app, std::vector<std::string> secrets);

  // What can be said by the head alone, before a body is read: 401, 404, 405, and 503 while the queue is
  // full.
  std::optional<http::Response> refused(const http::Request& head, const AppName& app);

  // 204 taken (also HEAD, GET, empty bodies) · 401 wrong secret · 404 unknown app · 405 · 503 queue full.
  asio::awaitable<http::Answer> handle(http::Request request, AppName app);

  // Nothing for an unknown app.
  std::optional<DrainCounts> counts(const AppName& app) const;
  std::size_t queued() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::intake
