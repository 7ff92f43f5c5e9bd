// Server: HTTP/1.1 on the loop thread (Asio inside). Used by the daemon and by the simulated platform.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.h"
#include "io/http/message.h"

namespace swapguard::http {

namespace asio = boost::asio;

// Writes a response piece by piece (log sessions, server-sent events). Loop thread only. Lives as long as
// somebody holds it; write() after the peer has gone answers false. Bounded: a peer that does not read has at
// most 1 MiB waiting, then the stream is closed and write() answers false.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual bool write(std::string_view piece) = 0;  // queued; false: gone or too slow
  virtual void close() = 0;                        // ends the response in good order
  virtual void reset() = 0;                        // cuts the connection (faults of the simulation)
  virtual bool open() const = 0;
};

struct Streaming {
  int status = 200;
  Headers headers;
  // Called once the header has been sent.
  std::function<void(std::shared_ptr<Stream>)> started;
};

// Cuts the connection without an answer (faults of the simulation).
struct Abort {};

using Answer = std::variant<Response, Streaming, Abort>;
// A handler is a coroutine on the loop thread; it may wait. An exception becomes a 500 without details.
using Handler = std::function<asio::awaitable<Answer>(Request)>;
// Sees a request whose body has not all come with its head. A response: it is given, the body is never read,
// and the connection ends. Nothing: the handler gets the whole request.
using Gate = std::function<std::optional<Response>(const Request&)>;

struct ServerOptions {
  std::string address = "127.0.0.1";  // "0.0.0.0", "::"
  int port = 0;                       // 0: any free one
  // Not empty: a local socket at this path instead of address and port. Only this user may connect (0600); a
  // file that a dead process left there is replaced, a socket that answers is `in_use`.
  std::string socket_path;
  std::size_t body_limit = 4u << 20;     // of one; over it: 413
  std::size_t bodies_limit = 64u << 20;  // of all that are being read; over it: 503
  // Over these, the connection that has been there for longest, two seconds at least, and has not had a good
  // answer yet makes room for the new one; where there is none, the new one gets a 503.
  int connections_max = 1024;
  int connections_per_address_max = 256;  // behind a proxy all come from its addresses
  Duration header_within = seconds{15};
  Duration body_within = minutes{1};
  Duration idle_after = minutes{4};  // Logplex keeps connections for up to 160 s
  Gate gate = {};
  // An answer of 401 waits so long, so that guessing is slow; at most `refusals_max` at a time, the others
  // get a 429 at once. What carries the right secret never waits.
  Duration refused_after = Duration{0};
  int refusals_max = 64;
  std::string tls_certificate_file, tls_key_file;  // PEM; both or none
};

struct ListenError {
  std::string message;  // `address in use`
  bool in_use = false;
};

class Server {
 public:
  // Listens at once (the port is bound on return) and serves until stop() or destruction. The io_context must
  // outlive it.
  static Result<std::unique_ptr<Server>, ListenError> start(asio::io_context& loop, ServerOptions options,
                                                            Handler handler);
  virtual ~Server() = default;
  virtual int port() const = 0;  // 0 for a local socket
  // Takes no new connections, lets running answers end within the grace, then cuts the rest.
  virtual void stop(Duration grace) = 0;
  virtual int connections() const = 0;
  // Reads the certificate and its key again, for the connections from now on. The failure is a sentence: then
  // those that were in use stay in use. Does nothing without TLS.
  virtual Result<void, std::string> reload_tls() = 0;
};

}  // namespace swapguard::http
