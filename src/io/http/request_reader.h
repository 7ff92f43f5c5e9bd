// RequestReader: takes requests off a connection one after the other, within limits. Heads and chunks are
// read out of the receive buffer; a body of known length is read straight into its string. Inside io/http
// only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "io/http/deadline.h"
#include "io/http/message.h"
#include "io/http/request_head.h"
#include "io/http/transport.h"

namespace swapguard::http {

struct Incoming {
  Request request;
  bool keep_alive = true;  // the peer wants the connection kept
  bool chunks = true;      // the peer understands chunked answers (HTTP/1.1)
};

// Octets of bodies that are being read, of all connections together.
struct BodyBudget {
  std::size_t most = 0;
  std::size_t used = 0;
};

struct ReadLimits {
  std::size_t body = 0;
  Duration header_within{}, body_within{};
  BodyBudget* budget = nullptr;  // none: without
  // Asked about a request whose body has not come with its head. A response: the body is not read.
  const std::function<std::optional<Response>(const Request&)>* gate = nullptr;
};

class RequestReader {
 public:
  RequestReader(Transport& transport, Deadline& deadline, ReadLimits limits);

  // Until bytes of a next request are there; false when the peer ended.
  asio::awaitable<bool> wait();
  asio::awaitable<Result<Incoming, Refusal>> read();
  // Reads and forgets, until the peer ends or `limit` bytes have passed: lets an early answer arrive.
  asio::awaitable<void> discard(std::size_t limit);

 private:
  class Share;
  asio::awaitable<bool> fill();
  asio::awaitable<Result<RequestHead, Refusal>> read_head();
  asio::awaitable<std::optional<Refusal>> read_body(RequestHead head, Incoming& incoming);
  asio::awaitable<std::optional<Refusal>> read_counted(std::size_t length, std::string& body);
  asio::awaitable<std::optional<Refusal>> read_chunked(std::string& body);
  std::string_view waiting() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void skip_line_breaks();
  void consume(std::size_t count);

  Transport& transport_;
  Deadline& deadline_;
  ReadLimits limits_;
  std::unique_ptr<char[]> buffer_;  // what has not been written to costs no memory
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace swapguard::http
