// A server of the benchmarks on a thread of its own: what the program under measurement asks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

#include "io/http/server.h"

namespace swapguard::bench {

namespace asio = boost::asio;

class Serving {
 public:
  // `answer` is called on that thread.
  explicit Serving(std::function<http::Response(const http::Request&)> answer) : answer_(std::move(answer)) {
    server_ = *http::Server::start(loop_, {}, [this](http::Request request) -> asio::awaitable<http::Answer> {
      co_return answer_(request);
    });
    thread_ = std::thread([this] { loop_.run(); });
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  ~Serving() {
    loop_.stop();
    thread_.join();
    server_.reset();
  }
  int port() const { return server_->port(); }

 private:
  std::function<http::Response(const http::Request&)> answer_;
  asio::io_context loop_{1};
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

}  // namespace swapguard::bench
