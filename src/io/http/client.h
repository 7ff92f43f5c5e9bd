// Client: every outbound request of the program, on one courier thread (libcurl multi). Answers arrive on the
// loop thread. Connections are reused; HTTPS_PROXY and the system's certificates are honoured; redirects are
// never followed (a token must not travel).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "io/http/message.h"

namespace swapguard::http {

namespace asio = boost::asio;

struct Call {
  std::string method = "GET";
  std::string url;          // with scheme; credentials in it become Basic authorization
  std::string socket_path;  // not empty: over this local socket; the URL's host is only what Host says
  Headers headers;
  std::string body;
  // The address comes from a configuration and must lead out: this machine, its links (with the metadata
  // services of clouds) and addresses for many are refused, whatever a name resolves to. This machine alone
  // may be meant, and then has to be named: 127.0.0.1, [::1] or localhost. A proxy of the environment decides
  // itself.
  bool leads_out = false;
  Duration connect_within = seconds{5};
  Duration answer_within = seconds{20};
  std::size_t body_limit = 16u << 20;
};

struct CallError {
  // not_sent: the request surely never left (no name, no connection, TLS refused). lost: anything after that.
  enum class Kind { not_sent, lost } kind = Kind::lost;
  std::string message;  // curl's words; free of secrets
};

// A response that goes on (log session). Callbacks run on the loop thread, never after the handle is
// destroyed.
struct Watch {
  Call call;                                     // answer_within bounds the wait for the header only
  std::function<void(const Response&)> started;  // status and headers
  std::function<void(std::string_view)> data;    // chunks, cut anywhere
  // torn: the connection broke off; otherwise the peer ended the response in good order.
  std::function<void(bool torn, const std::string& message)> ended;
};

// Destroying it ends the stream.
class WatchHandle {
 public:
  virtual ~WatchHandle() = default;
};

class Client {
 public:
  // Starts the courier thread. `loop` must outlive the client.
  static std::unique_ptr<Client> start(asio::io_context& loop);
  virtual ~Client() = default;  // ends all calls

  // At most 256 calls wait; one more is answered with not_sent.
  virtual asio::awaitable<Result<Response, CallError>> send(Call call) = 0;
  virtual std::unique_ptr<WatchHandle> watch(Watch watch) = 0;
};

}  // namespace swapguard::http
