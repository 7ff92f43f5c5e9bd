// RequestReader: takes requests off a connection one after the other, within limits. Beast's parser judges
// the bytes; a body of known length is read straight into its string. Inside io/http only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "io/http/deadline.h"
#include "io/http/message.h"
#include "io/http/transport.h"

namespace swapguard::http {

struct Incoming {
  Request request;
  bool keep_alive = true;  // the peer wants the connection kept
  bool chunks = true;      // the peer understands chunked answers (HTTP/1.1)
};

// What to answer to bytes that are no acceptable request; status 0: the peer has gone, nothing can be told.
struct Refusal {
  int status = 0;
  std::string text;
};

struct ReadLimits {
  std::size_t body = 0;
  Duration header_within{}, body_within{};
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
  struct Parser;
  asio::awaitable<bool> fill();
  asio::awaitable<std::optional<Refusal>> read_header(Parser& parser);
  asio::awaitable<std::optional<Refusal>> read_body(Parser& parser, Incoming& incoming);
  asio::awaitable<std::optional<Refusal>> read_counted(std::size_t length, std::string& body);
  asio::awaitable<std::optional<Refusal>> read_chunked(Parser& parser, std::string& body);
  std::string_view waiting() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }
  void consume(std::size_t count);

  Transport& transport_;
  Deadline& deadline_;
  ReadLimits limits_;
  std::string buffer_;  // reserved once: an unreserved one costs a system call every 512 bytes
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace swapguard::http
