// The plain transport, and what both have in common.
#include "io/http/transport.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

namespace swapguard::http {
namespace {

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : Transport(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
  }

  asio::awaitable<bool> handshake() override { co_return true; }

  asio::awaitable<std::size_t> read(asio::mutable_buffer into) override {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    const std::size_t count = co_await socket_.async_read_some(into, token);
    co_return broken ? 0 : count;
  }

  asio::awaitable<bool> write(Pieces pieces) override {
    // What the socket takes at once, which is nearly every answer, needs no turn of the loop.
    boost::system::error_code broken;
    std::size_t sent = socket_.write_some(pieces, broken);
    if (broken && broken != asio::error::would_block) co_return false;
    for (asio::const_buffer& piece : pieces) {
      const std::size_t of_this = std::min(sent, piece.size());
      piece += of_this;
      sent -= of_this;
    }
    broken.clear();
    if (asio::buffer_size(pieces) == 0) co_return true;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    co_await asio::async_write(socket_, pieces, token);
    co_return !broken;
  }

  asio::awaitable<void> end_sending() override {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }
};

}  // namespace

void Transport::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Transport::reset() {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

std::string peer_of(const Socket& socket) {
  boost::system::error_code broken;
  const auto endpoint = socket.remote_endpoint(broken);
  const int family = endpoint.protocol().family();
  if (broken || (family != AF_INET && family != AF_INET6)) return {};
  asio::ip::tcp::endpoint address;
  std::memcpy(address.data(), endpoint.data(), endpoint.size());
  address.resize(endpoint.size());
  return address.address().to_string();
}

std::unique_ptr<Transport> plain_transport(Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace swapguard::http
