// StreamPipe: what a handler's Stream has written and the connection has not sent yet. Inside io/http only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "io/http/server.h"

namespace swapguard::http {

constexpr std::size_t stream_bound = 1u << 20;

class StreamPipe {
 public:
  // How the handler wants it to go on.
  enum class State { open, closed, cut };

  // Called when it is cut: a connection that waits for a peer to read would not look here for minutes.
  explicit StreamPipe(std::function<void()> on_cut) : on_cut_(std::move(on_cut)) {}

  bool write(std::string_view piece);
  void end(State state);  // the first end counts
  State state() const { return state_; }

  // Connection side: everything waiting, once there is something or the state is not open any more. `wake` is
  // a timer of the connection, since a handler may keep its Stream longer than the loop lives.
  asio::awaitable<std::string> take(asio::steady_timer& wake);
  void sent() { in_flight_ = 0; }

  static std::shared_ptr<Stream> stream(std::shared_ptr<StreamPipe> pipe);

 private:
  void notify();

  std::function<void()> on_cut_;
  asio::steady_timer* wake_ = nullptr;  // of a take() that waits
  std::string waiting_;
  std::size_t in_flight_ = 0;
  State state_ = State::open;
};

}  // namespace swapguard::http
