// Receiver: what `POST /v1/metrics` and `/v1/logs` do (OTLP/HTTP 1.x). A secret says for which apps a sender
// may speak, the resource of the points says which of them they are of. What is told is queued, answered, and
// only then judged, as drain deliveries are.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/name.h"
#include "core/guard/event.h"
#include "core/observe/telemetry_names.h"
#include "io/http/server.h"

namespace swapguard::otlp {

namespace asio = boost::asio;

struct ReceiverCounts {
  std::uint64_t requests = 0;    // that told something of the app
  std::uint64_t points = 0;      // of them: points and records that were used
  std::uint64_t rejected = 0;    // that could not be
  std::uint64_t overloaded = 0;  // requests refused with 429 or 503
};

struct ReceiverOptions {
  std::function<Instant()> now;   // the engine's clock
  std::size_t queue_most = 4096;  // observations of all apps together that wait; over it: 503
  std::size_t app_most = 2048;    // of one app; over it: 429
  Duration warn_every = minutes{1};
};

// What is no event of an app's log, said once each, or at most once every `warn_every`.
struct Remark {
  enum class Kind {
    wrong_secret,    // `names`: the peer
    unknown_names,   // `names`: metrics that sound like memory
    unmarked_logs,   // records that read like the platform's samples, and nothing says that they are
    other_app,       // `names`: an app that is not guarded by telemetry, or not with this secret
    nothing_usable,  // `names`: why
  };
  Kind kind;
  AppName app;  // empty: not known
  std::vector<std::string> names;
};

// Called on the loop thread.
struct ReceiverEvents {
  std::function<void(AppName, observe::Observation)> observed;
  // `connected` at the first request that tells something of the app.
  std::function<void(guard::InputChanged)> changed;
  std::function<void(const Remark&)> remark;
};

// Loop thread only. The loop must outlive it; what is still queued when it goes is dropped.
class Receiver {
 public:
  static constexpr std::string_view metrics_path = "/v1/metrics";
  static constexpr std::string_view logs_path = "/v1/logs";

  Receiver(asio::io_context& loop, ReceiverOptions options, ReceiverEvents events);
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  // Adds the app, or changes its secrets (several while rotating); none: it is no longer told of.
  void set(AppName app, std::vector<std::string> secrets);
  void set(observe::TelemetryNames names);

  // 200, with a partial success where points could not be used · 400 no such body · 401 wrong secret · 405 ·
  // 415 neither protobuf nor JSON · 429 and 503 with Retry-After. The secret stands in `Authorization: Bearer
  // SECRET` or in the password of Basic credentials. While no app has a secret: 404.
  asio::awaitable<http::Answer> handle(http::Request request);

  // Nothing for an app that is not told of.
  std::optional<ReceiverCounts> counts(const AppName& app) const;
  std::size_t queued() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace swapguard::otlp
