// The listening side: binds, accepts, counts, stops.
#include "io/http/server.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <vector>

#include "io/http/connection.h"

namespace swapguard::http {
namespace {

using asio::ip::tcp;
using Local = asio::local::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, asio::io_context::executor_type>;

// Out of descriptors: the backlog waits.
constexpr milliseconds pause_after_refusal{100};

// Who has been there for so long without a good answer may have to go for somebody new.
constexpr seconds unproven_after{2};

// The connection that makes room; of one address alone where that has too many.
std::shared_ptr<Connection> least_welcome(const Site& site, const std::string& address) {
  Connection* found = nullptr;
  for (Connection* each : site.connections) {
    if (each->proven() || each->is_cut() || (!address.empty() && each->peer() != address)) continue;
    if (found == nullptr || each->since() < found->since()) found = each;
  }
  const bool is_old = found != nullptr && found->since() + unproven_after <= std::chrono::steady_clock::now();
  return is_old ? found->shared_from_this() : nullptr;
}

// Whether there is room for one more from there; makes it where that can be done.
bool has_room(const Site& site, const std::string& address) {
  const auto same = site.of_address.find(address);
  const bool too_many_there =
      same != site.of_address.end() && same->second >= site.options.connections_per_address_max;
  const bool too_many = site.connections.size() >= static_cast<std::size_t>(site.options.connections_max);
  if (!too_many_there && !too_many) return true;
  const auto leaving = least_welcome(site, too_many_there ? address : std::string());
  if (!leaving) return false;
  leaving->cut();
  return true;
}

// Best effort, and no waiting: a peer that sees the connection end tries again all the same.
void turn_away(Socket socket, bool has_tls) {
  constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  if (!has_tls) ::send(socket.native_handle(), busy.data(), busy.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

asio::awaitable<void> accept_all(std::shared_ptr<Site> site, std::shared_ptr<Acceptor> acceptor) {
  while (acceptor->is_open()) {
    boost::system::error_code refused;
    auto token = asio::redirect_error(asio::use_awaitable, refused);
    Socket socket(site->loop);
    co_await acceptor->async_accept(socket, token);
    if (site->stopping || !acceptor->is_open()) co_return;
    if (refused) {
      asio::steady_timer pause(site->loop, pause_after_refusal);
      co_await pause.async_wait(token);
      continue;
    }
    if (has_room(*site, peer_of(socket))) {
      Connection::start(site, std::move(socket));
    } else {
      turn_away(std::move(socket), site->tls != nullptr);
    }
  }
}

// Which file stands at a path.
using FileId = std::pair<dev_t, ino_t>;
std::optional<FileId> file_at(const std::string& path) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return std::nullopt;
  return FileId{file.st_dev, file.st_ino};
}

int port_of(const Acceptor& acceptor) {
  boost::system::error_code broken;
  const auto endpoint = acceptor.local_endpoint(broken);
  if (broken || endpoint.protocol().family() == AF_UNIX) return 0;
  tcp::endpoint address;
  std::memcpy(address.data(), endpoint.data(), endpoint.size());
  return address.port();
}

class ListeningServer final : public Server {
 public:
  ListeningServer(std::shared_ptr<Site> site, std::shared_ptr<Acceptor> acceptor)
      : site_(std::move(site)), acceptor_(std::move(acceptor)), grace_(site_->loop) {
    port_ = port_of(*acceptor_);
    if (!site_->options.socket_path.empty()) file_ = file_at(site_->options.socket_path);
    asio::co_spawn(site_->loop, accept_all(site_, acceptor_), asio::detached);
  }

  ~ListeningServer() override {
    close_acceptor();
    site_->emptied = nullptr;
    cut_all();
  }

  int port() const override { return port_; }
  int connections() const override { return static_cast<int>(site_->connections.size()); }

  Result<void, std::string> reload_tls() override {
    if (!site_->tls) return {};
    auto identity = load_tls_identity(site_->options.tls_certificate_file, site_->options.tls_key_file);
    if (!identity) return failure(identity.error());
    site_->tls = std::move(*identity);
    return {};
  }

  void stop(Duration grace) override {
    close_acceptor();
    for (const auto& connection : all()) {
      if (connection->idle()) connection->cut();
    }
    if (site_->connections.empty()) return;
    if (grace <= Duration::zero()) return cut_all();
    site_->emptied = [this] { grace_.cancel(); };
    grace_.expires_after(grace);
    grace_.async_wait([site = std::weak_ptr<Site>(site_)](boost::system::error_code cancelled) {
      const auto alive = site.lock();
      if (!cancelled && alive) cut_all_of(*alive);
    });
  }

 private:
  static std::vector<std::shared_ptr<Connection>> all_of(const Site& site) {
    std::vector<std::shared_ptr<Connection>> held;
    for (Connection* connection : site.connections) held.push_back(connection->shared_from_this());
    return held;
  }
  static void cut_all_of(const Site& site) {
    for (const auto& connection : all_of(site)) connection->cut();
  }
  std::vector<std::shared_ptr<Connection>> all() const { return all_of(*site_); }
  void cut_all() { cut_all_of(*site_); }

  void close_acceptor() {
    site_->stopping = true;
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    // Another process may have put its own there meanwhile.
    const std::string& path = site_->options.socket_path;
    if (file_ && file_ == file_at(path)) ::unlink(path.c_str());
    file_.reset();
  }

  std::shared_ptr<Site> site_;
  std::shared_ptr<Acceptor> acceptor_;
  asio::steady_timer grace_;
  int port_ = 0;
  std::optional<FileId> file_;  // of the local socket
};

ListenError listen_error(boost::system::error_code refused) {
  const bool in_use = refused == asio::error::address_in_use;
  return ListenError{in_use ? "address in use" : refused.message(), in_use};
}

Result<std::shared_ptr<Acceptor>, ListenError> bind(asio::io_context& loop, const ServerOptions& options) {
  boost::system::error_code refused;
  const std::string& name = options.address == "localhost" ? std::string("127.0.0.1") : options.address;
  const auto address = asio::ip::make_address(name, refused);
  if (refused || options.port < 0 || options.port > 65535) {
    return failure(ListenError{"not an address of this machine: " + options.address, false});
  }
  const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(options.port));
  auto acceptor = std::make_shared<Acceptor>(loop);
  acceptor->open(endpoint.protocol(), refused);
  if (!refused) acceptor->set_option(asio::socket_base::reuse_address(true), refused);
  if (!refused && address.is_v6()) acceptor->set_option(asio::ip::v6_only(false), refused);
  if (!refused) acceptor->bind(endpoint, refused);
  if (!refused) acceptor->listen(asio::socket_base::max_listen_connections, refused);
  if (refused) return failure(listen_error(refused));
  return acceptor;
}

// A socket file that nobody answers at is what a killed process left behind.
bool answers(asio::io_context& loop, const Local::endpoint& endpoint) {
  asio::basic_stream_socket<Local, asio::io_context::executor_type> probe(loop);
  boost::system::error_code refused;
  probe.connect(endpoint, refused);
  return !refused;
}

bool is_socket(const std::string& path) {
  struct stat file {};
  return ::lstat(path.c_str(), &file) == 0 && S_ISSOCK(file.st_mode);
}

Result<std::shared_ptr<Acceptor>, ListenError> bind_local(asio::io_context& loop, const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return failure(ListenError{"the path of a socket has at most 107 letters", false});
  }
  const Local::endpoint endpoint(path);
  if (is_socket(path)) {
    if (answers(loop, endpoint)) return failure(ListenError{"a process answers there", true});
    ::unlink(path.c_str());
  }
  boost::system::error_code refused;
  auto acceptor = std::make_shared<Acceptor>(loop);
  acceptor->open(asio::generic::stream_protocol(Local()), refused);
  // Before the file is there, so that nobody else can connect in between; and for systems that heed it not.
  if (!refused) ::fchmod(acceptor->native_handle(), S_IRUSR | S_IWUSR);
  if (!refused) acceptor->bind(endpoint, refused);
  if (!refused && ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) refused = asio::error::no_permission;
  if (!refused) acceptor->listen(asio::socket_base::max_listen_connections, refused);
  if (refused) return failure(ListenError{refused.message(), false});
  return acceptor;
}

}  // namespace

Result<std::unique_ptr<Server>, ListenError> Server::start(asio::io_context& loop, ServerOptions options,
                                                           Handler handler) {
  auto site = std::shared_ptr<Site>(
      new Site{loop, std::move(options), std::move(handler), nullptr, false, {}, {}, {}, {}, 0});
  site->bodies.most = site->options.bodies_limit;
  if (!site->options.tls_certificate_file.empty()) {
    auto identity = load_tls_identity(site->options.tls_certificate_file, site->options.tls_key_file);
    if (!identity) return failure(ListenError{identity.error(), false});
    site->tls = std::move(*identity);
  }
  const std::string& path = site->options.socket_path;
  auto acceptor = path.empty() ? bind(loop, site->options) : bind_local(loop, path);
  if (!acceptor) return failure(acceptor.error());
  return std::make_unique<ListeningServer>(std::move(site), std::move(*acceptor));
}

}  // namespace swapguard::http
