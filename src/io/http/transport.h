// Transport: the bytes of one accepted connection, plain or TLS. Inside io/http only.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "core/base/result.h"

namespace swapguard::http {

namespace asio = boost::asio;
// TCP or local. A concrete executor: the type-erased one costs a fifth of a small request.
using Socket = asio::basic_stream_socket<asio::generic::stream_protocol, asio::io_context::executor_type>;
using Pieces = std::array<asio::const_buffer, 2>;

// The address of the other end; empty for a local socket.
std::string peer_of(const Socket& socket);

class Transport {
 public:
  virtual ~Transport() = default;
  virtual asio::awaitable<bool> handshake() = 0;
  // The number of bytes read; 0 once the peer has ended or the connection broke.
  virtual asio::awaitable<std::size_t> read(asio::mutable_buffer into) = 0;
  // All of both pieces; false when the connection broke.
  virtual asio::awaitable<bool> write(Pieces pieces) = 0;
  virtual asio::awaitable<void> end_sending() = 0;

  Socket& socket() { return socket_; }
  void close();
  void reset();  // closes so that the peer sees a connection reset
  std::string peer() const { return peer_of(socket_); }

 protected:
  explicit Transport(Socket socket) : socket_(std::move(socket)) {}
  Socket socket_;
};

std::unique_ptr<Transport> plain_transport(Socket socket);

// The certificate and key of a TLS server.
class TlsIdentity {
 public:
  virtual ~TlsIdentity() = default;
  virtual std::unique_ptr<Transport> transport(Socket socket) = 0;
};

// PEM files, certificate chain first. The failure is a sentence that names the file.
Result<std::unique_ptr<TlsIdentity>, std::string> load_tls_identity(const std::string& certificate_file,
                                                                    const std::string& key_file);

}  // namespace swapguard::http
