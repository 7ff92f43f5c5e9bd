// The listener of syslog drains: one coroutine a connection reads, never writes, and ends at silence.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "io/http/tls_context.h"
#include "io/intake/syslog.h"
#include "io/intake/syslog_feed.h"

namespace swapguard::intake {
namespace {

namespace ssl = asio::ssl;
using asio::ip::tcp;

constexpr std::size_t read_at_once = std::size_t{16} << 10;

// One accepted connection, plain or TLS.
struct Connection : std::enable_shared_from_this<Connection> {
  Connection(tcp::socket accepted, std::shared_ptr<ssl::context> identity)
      : socket(std::move(accepted)), context(std::move(identity)), idle(socket.get_executor()) {
    if (context) tls.emplace(socket, *context);
    boost::system::error_code unknown;
    const auto end = socket.remote_endpoint(unknown);
    if (!unknown) peer = end.address().to_string();
  }

  void close() {
    boost::system::error_code ignored;
    socket.close(ignored);
    idle.cancel();
  }
  // Closes the connection unless it is called again in time.
  void close_after(Duration span) {
    idle.expires_after(span);
    idle.async_wait([self = weak_from_this()](boost::system::error_code error) {
      if (const auto connection = self.lock(); connection && !error) connection->close();
    });
  }

  asio::awaitable<bool> handshake() {
    if (!tls) co_return true;
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    co_await tls->async_handshake(ssl::stream_base::server, token);
    co_return !broken;
  }
  // 0: the peer has ended, or the connection broke.
  asio::awaitable<std::size_t> read(asio::mutable_buffer into) {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    std::size_t count = 0;
    if (tls) {
      count = co_await tls->async_read_some(into, token);
    } else {
      count = co_await socket.async_read_some(into, token);
    }
    co_return broken ? 0 : count;
  }

  tcp::socket socket;
  std::shared_ptr<ssl::context> context;
  std::optional<ssl::stream<tcp::socket&>> tls;
  asio::steady_timer idle;
  std::string peer;
};

class Listener final : public SyslogListener {
 public:
  struct State {
    State(asio::io_context& loop, SyslogDrains& whom, SyslogOptions how)
        : drains(whom), options(std::move(how)), acceptor(loop) {}

    SyslogDrains& drains;
    SyslogOptions options;
    tcp::acceptor acceptor;
    std::shared_ptr<ssl::context> context;
    std::set<std::shared_ptr<Connection>> open;
    bool over = false;
  };

  explicit Listener(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~Listener() override {
    state_->over = true;
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& connection : state_->open) connection->close();
  }
  int port() const override {
    boost::system::error_code unknown;
    const auto end = state_->acceptor.local_endpoint(unknown);
    return unknown ? 0 : end.port();
  }
  int connections() const override { return static_cast<int>(state_->open.size()); }
  Result<void, std::string> reload_tls() override {
    const SyslogOptions& options = state_->options;
    if (options.tls_certificate_file.empty()) return {};
    auto context = http::load_tls_context(options.tls_certificate_file, options.tls_key_file);
    if (!context) return failure(std::move(context.error()));
    state_->context = *std::move(context);
    return {};
  }

 private:
  std::shared_ptr<State> state_;
};

using State = std::shared_ptr<Listener::State>;

// What one connection brings; the app is known from its first line on.
struct Reading {
  SyslogFeed feed;
  AppName app;
  std::uint64_t bytes = 0, damaged = 0, oversize = 0;  // that are not noted yet
};

// False: the connection is to be closed.
bool take(Listener::State& state, const Connection& connection, Reading& reading, std::string_view chunk) {
  const std::uint64_t damaged = reading.feed.damaged();
  const std::uint64_t oversize = reading.feed.oversize();
  const bool goes_on = reading.feed.feed(chunk, [&](std::string_view message, bool trusted) {
    if (!state.drains.take(message, trusted, connection.peer, reading.app.empty())) return false;
    reading.app = state.drains.app_of(message);
    return true;
  });
  reading.bytes += chunk.size();
  reading.damaged += reading.feed.damaged() - damaged;
  reading.oversize += reading.feed.oversize() - oversize;
  if (reading.app.empty()) return goes_on;
  state.drains.note(reading.app, reading.bytes, reading.damaged, reading.oversize);
  reading.bytes = reading.damaged = reading.oversize = 0;
  return goes_on;
}

asio::awaitable<void> serve(State state, std::shared_ptr<Connection> connection) {
  connection->close_after(state->options.handshake_within);
  const bool ready = co_await connection->handshake();
  Reading reading;
  std::string buffer(read_at_once, '\0');
  bool goes_on = ready;
  while (goes_on && !state->over) {
    // Until its first line a connection is a stranger, and strangers have little time.
    connection->close_after(!reading.app.empty() ? state->options.idle_after
                                                 : state->options.handshake_within);
    const auto room = asio::buffer(buffer.data(), buffer.size());
    const std::size_t count = co_await connection->read(room);
    if (count == 0 || state->over) break;
    goes_on = take(*state, *connection, reading, std::string_view(buffer).substr(0, count));
  }
  connection->close();
  state->open.erase(connection);
}

asio::awaitable<void> accept(State state) {
  asio::steady_timer pause(state->acceptor.get_executor());
  while (!state->over) {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    tcp::socket socket = co_await state->acceptor.async_accept(token);
    if (state->over) co_return;
    if (broken) {  // out of files: come back when some are closed
      pause.expires_after(milliseconds{100});
      auto patience = asio::redirect_error(asio::use_awaitable, broken);
      co_await pause.async_wait(patience);
      continue;
    }
    if (static_cast<int>(state->open.size()) >= state->options.connections_max) continue;
    auto connection = std::make_shared<Connection>(std::move(socket), state->context);
    state->open.insert(connection);
    asio::co_spawn(state->acceptor.get_executor(), serve(state, connection), asio::detached);
  }
}

std::optional<http::ListenError> open(tcp::acceptor& acceptor, const SyslogOptions& options) {
  boost::system::error_code broken;
  const auto address = asio::ip::make_address(options.address, broken);
  if (broken) return http::ListenError{broken.message()};
  const tcp::endpoint end(address, static_cast<unsigned short>(options.port));
  acceptor.open(end.protocol(), broken);
  if (!broken) acceptor.set_option(tcp::acceptor::reuse_address(true), broken);
  if (!broken) acceptor.bind(end, broken);
  if (!broken) acceptor.listen(tcp::acceptor::max_listen_connections, broken);
  if (!broken) return std::nullopt;
  return http::ListenError{broken.message(), broken == asio::error::address_in_use};
}

}  // namespace

Result<std::unique_ptr<SyslogListener>, http::ListenError> SyslogListener::start(asio::io_context& loop,
                                                                                 SyslogDrains& drains,
                                                                                 SyslogOptions options) {
  auto state = std::make_shared<Listener::State>(loop, drains, std::move(options));
  auto listener = std::make_unique<Listener>(state);
  if (auto loaded = listener->reload_tls(); !loaded) return failure(http::ListenError{loaded.error()});
  if (auto error = open(state->acceptor, state->options)) return failure(*std::move(error));
  asio::co_spawn(loop, accept(std::move(state)), asio::detached);
  return listener;
}

}  // namespace swapguard::intake
