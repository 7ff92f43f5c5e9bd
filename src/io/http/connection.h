// Connection: one peer of the server, from its first byte to its last. Site: what all connections of a server
// share. Inside io/http only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include "io/http/deadline.h"
#include "io/http/request_reader.h"
#include "io/http/server.h"
#include "io/http/stream_pipe.h"
#include "io/http/transport.h"

namespace swapguard::http {

class Connection;

struct Site {
  asio::io_context& loop;
  ServerOptions options;
  Handler handler;
  std::unique_ptr<TlsIdentity> tls;  // none: plain
  bool stopping = false;
  std::set<Connection*> connections;
  std::map<std::string, int> of_address;  // how many there are; not of local sockets
  BodyBudget bodies;
  int refusals_waiting = 0;
  std::function<void()> emptied;  // the last connection has gone while stopping
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  static void start(std::shared_ptr<Site> site, Socket socket);
  Connection(std::shared_ptr<Site> site, std::unique_ptr<Transport> transport);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  bool idle() const { return idle_; }  // between two requests
  // Has had a good answer: no stranger who only holds on.
  bool proven() const { return proven_; }
  bool is_cut() const { return cut_; }
  std::chrono::steady_clock::time_point since() const { return since_; }
  const std::string& peer() const { return peer_; }
  // Ends it at once; a handler that waits is unwound.
  void cut();

 private:
  static asio::awaitable<void> run(std::shared_ptr<Connection> self);
  static asio::awaitable<void> watch_peer(std::shared_ptr<Connection> self, std::shared_ptr<StreamPipe> pipe);
  asio::awaitable<void> serve_requests();
  asio::awaitable<bool> serve(Incoming incoming);
  asio::awaitable<Answer> ask_handler(Request request);
  asio::awaitable<bool> respond(Response response, bool head_only, bool keep);
  asio::awaitable<void> refuse(Refusal refusal);
  asio::awaitable<void> hold_back(Response& response);
  asio::awaitable<void> stream(Streaming streaming, bool chunked, bool head_only);
  asio::awaitable<void> pump(std::shared_ptr<StreamPipe> pipe, bool chunked);
  asio::awaitable<bool> write(std::string head, std::string body);
  asio::awaitable<void> say_goodbye();

  std::shared_ptr<Site> site_;
  std::unique_ptr<Transport> transport_;
  Deadline deadline_;
  RequestReader reader_;
  std::string peer_;
  std::shared_ptr<StreamPipe> pipe_;  // while streaming
  asio::cancellation_signal cancel_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  bool idle_ = true;
  bool proven_ = false;
  bool cut_ = false;
};

}  // namespace swapguard::http
