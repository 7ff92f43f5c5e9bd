// Runs coroutines of a test to their end on the test's own loop, and talks raw bytes to a server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace swapguard::test {

namespace asio = boost::asio;

template <class T>
asio::awaitable<void> store(asio::awaitable<T> task, std::optional<T>& into) {
  T value = co_await std::move(task);
  into.emplace(std::move(value));
}

// The value the coroutine ends with. Other work of the loop goes on meanwhile. Gives up after 30 seconds.
template <class T>
T run(asio::io_context& loop, asio::awaitable<T> task) {
  std::optional<T> value;
  std::exception_ptr thrown;
  bool ended = false;  // only then nothing refers to this frame any more
  asio::co_spawn(loop, store(std::move(task), value), [&](std::exception_ptr problem) {
    thrown = problem;
    ended = true;
  });
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  loop.restart();
  while (!ended && std::chrono::steady_clock::now() < patience) loop.run_one_for(std::chrono::seconds(1));
  if (thrown) std::rethrow_exception(thrown);
  if (!value) throw std::runtime_error("the coroutine did not end");
  return std::move(*value);
}

// Until the condition holds; false when it does not within 30 seconds.
inline bool run_until(asio::io_context& loop, const std::function<bool()>& condition) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  loop.restart();
  while (!condition()) {
    if (std::chrono::steady_clock::now() > patience) return false;
    loop.run_one_for(std::chrono::milliseconds(20));
  }
  return true;
}

inline asio::awaitable<asio::ip::tcp::socket> connect(int port) {
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::socket socket(executor);
  const asio::ip::tcp::endpoint there(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port));
  co_await socket.async_connect(there, asio::use_awaitable);
  co_return socket;
}

// Everything until the other end closes or breaks the connection.
inline asio::awaitable<std::string> read_all(asio::ip::tcp::socket& socket) {
  std::string text;
  boost::system::error_code ended;
  auto token = asio::redirect_error(asio::use_awaitable, ended);
  auto into = asio::dynamic_buffer(text);
  co_await asio::async_read(socket, into, token);
  co_return text;
}

// Sends the pieces, each after the loop had a chance to read the one before, and reads until the server ends.
inline asio::awaitable<std::string> exchange(int port, std::vector<std::string> pieces,
                                             bool half_close = false) {
  auto socket = co_await connect(port);
  for (const std::string& piece : pieces) {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    co_await asio::async_write(socket, asio::buffer(piece), token);
    asio::steady_timer turn(socket.get_executor(), std::chrono::milliseconds(1));
    co_await turn.async_wait(asio::use_awaitable);
  }
  if (half_close) socket.shutdown(asio::ip::tcp::socket::shutdown_send);
  co_return co_await read_all(socket);
}

}  // namespace swapguard::test
