// The TLS transport: asio::ssl, in a file of its own because it is the dearest to compile.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "io/http/tls_context.h"
#include "io/http/transport.h"

namespace swapguard::http {
namespace {

namespace ssl = asio::ssl;

class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, std::shared_ptr<ssl::context> context)
      : Transport(std::move(socket)), context_(std::move(context)), stream_(socket_, *context_) {}

  asio::awaitable<bool> handshake() override {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    co_await stream_.async_handshake(ssl::stream_base::server, token);
    co_return !broken;
  }

  asio::awaitable<std::size_t> read(asio::mutable_buffer into) override {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    const std::size_t count = co_await stream_.async_read_some(into, token);
    co_return broken ? 0 : count;
  }

  asio::awaitable<bool> write(Pieces pieces) override {
    boost::system::error_code broken;
    auto token = asio::redirect_error(asio::use_awaitable, broken);
    co_await asio::async_write(stream_, pieces, token);
    co_return !broken;
  }

  asio::awaitable<void> end_sending() override {
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await stream_.async_shutdown(token);
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

 private:
  std::shared_ptr<ssl::context> context_;
  ssl::stream<Socket&> stream_;
};

class PemIdentity final : public TlsIdentity {
 public:
  explicit PemIdentity(std::shared_ptr<ssl::context> context) : context_(std::move(context)) {}
  std::unique_ptr<Transport> transport(Socket socket) override {
    return std::make_unique<TlsTransport>(std::move(socket), context_);
  }

 private:
  std::shared_ptr<ssl::context> context_;
};

}  // namespace

Result<std::shared_ptr<ssl::context>, std::string> load_tls_context(const std::string& certificate_file,
                                                                    const std::string& key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                       ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  boost::system::error_code broken;
  context->use_certificate_chain_file(certificate_file, broken);
  if (broken) return failure(certificate_file + ": " + broken.message());
  context->use_private_key_file(key_file, ssl::context::pem, broken);
  if (broken) return failure(key_file + ": " + broken.message());
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return failure(key_file + ": is not the key of " + certificate_file);
  }
  return context;
}

Result<std::unique_ptr<TlsIdentity>, std::string> load_tls_identity(const std::string& certificate_file,
                                                                    const std::string& key_file) {
  auto context = load_tls_context(certificate_file, key_file);
  if (!context) return failure(std::move(context.error()));
  return std::make_unique<PemIdentity>(*std::move(context));
}

}  // namespace swapguard::http
