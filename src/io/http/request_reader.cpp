// The one user of Beast: its parser, fed by hand.
#include "io/http/request_reader.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstring>

#include "io/http/gzip.h"

namespace swapguard::http {
namespace beast = boost::beast::http;
namespace {

constexpr std::size_t buffer_size = 32u << 10;
constexpr std::uint32_t header_limit = 16u << 10;
constexpr std::size_t body_step = 256u << 10;  // memory follows what has arrived, not what was announced

Refusal gone() { return Refusal{}; }

Refusal refusal_of(boost::system::error_code broken) {
  if (broken == beast::error::header_limit) return Refusal{431, "the header is too large"};
  if (broken == beast::error::body_limit) return Refusal{413, "the body is too large"};
  if (broken == beast::error::bad_version) return Refusal{505, "this server speaks HTTP/1.1"};
  return Refusal{400, "this is not a valid HTTP request"};
}

std::string view_text(boost::beast::string_view text) { return std::string(text.data(), text.size()); }

// Origin form of `http://host/path`, which a server has to accept too.
std::string origin_form(std::string target) {
  if (!target.starts_with("http://") && !target.starts_with("https://")) return target;
  const std::size_t slash = target.find('/', target.find("//") + 2);
  return slash == std::string::npos ? "/" : target.substr(slash);
}

// Takes Content-Encoding off the request, so that handlers see plain bodies alone.
std::optional<Refusal> decode_body(Request& request, std::size_t limit) {
  const std::string encoding(request.headers.get("Content-Encoding"));
  if (encoding.empty() || encoding == "identity") return std::nullopt;
  if (encoding != "gzip" && encoding != "x-gzip") return Refusal{415, "only gzip is understood"};
  auto plain = gunzip(request.body, limit);
  if (!plain) {
    return plain.error() == GunzipError::too_large ? Refusal{413, "the body is too large"}
                                                   : Refusal{400, "the body is not valid gzip"};
  }
  request.body = std::move(*plain);
  return std::nullopt;
}

}  // namespace

struct RequestReader::Parser : beast::request_parser<beast::string_body> {};

RequestReader::RequestReader(Transport& transport, Deadline& deadline, ReadLimits limits)
    : transport_(transport), deadline_(deadline), limits_(limits), buffer_(buffer_size, '\0') {}

void RequestReader::consume(std::size_t count) {
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

asio::awaitable<bool> RequestReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) co_return false;
  const auto room = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
  const std::size_t count = co_await transport_.read(room);
  end_ += count;
  co_return count > 0;
}

asio::awaitable<bool> RequestReader::wait() {
  if (begin_ < end_) co_return true;
  co_return co_await fill();
}

asio::awaitable<void> RequestReader::discard(std::size_t limit) {
  std::size_t seen = 0;
  while (seen < limit) {
    begin_ = end_ = 0;
    const bool more = co_await fill();
    if (!more) co_return;
    seen += end_;
  }
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_header(Parser& parser) {
  parser.header_limit(header_limit);
  parser.body_limit(boost::none);  // judged by ourselves, before anything is reserved
  while (!parser.is_header_done()) {
    boost::system::error_code broken;
    const std::string_view bytes = waiting();
    if (!bytes.empty()) {
      const std::size_t used = parser.put(asio::buffer(bytes.data(), bytes.size()), broken);
      consume(used);
      if (broken && broken != beast::error::need_more) co_return refusal_of(broken);
      if (parser.is_header_done()) break;
    }
    if (end_ - begin_ == buffer_.size()) co_return refusal_of(beast::error::header_limit);
    const bool more = co_await fill();
    if (!more) co_return gone();
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_counted(std::size_t length, std::string& body) {
  const std::string_view bytes = waiting().substr(0, length);
  body.assign(bytes);
  consume(bytes.size());
  std::size_t filled = body.size();
  while (filled < length) {
    if (filled == body.size()) body.resize(std::min(length, filled + body_step));
    const std::size_t count =
        co_await transport_.read(asio::buffer(body.data() + filled, body.size() - filled));
    if (count == 0) co_return gone();
    filled += count;
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_chunked(Parser& parser, std::string& body) {
  parser.body_limit(limits_.body);
  parser.eager(true);
  while (!parser.is_done()) {
    boost::system::error_code broken;
    const std::string_view bytes = waiting();
    if (!bytes.empty()) {
      const std::size_t used = parser.put(asio::buffer(bytes.data(), bytes.size()), broken);
      consume(used);
      if (broken && broken != beast::error::need_more) co_return refusal_of(broken);
      if (parser.is_done() || (used > 0 && begin_ < end_)) continue;
    }
    if (end_ - begin_ == buffer_.size()) co_return refusal_of(beast::error::bad_chunk_extension);
    const bool more = co_await fill();
    if (!more) co_return gone();
  }
  body = std::move(parser.get().body());
  co_return std::nullopt;
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_body(Parser& parser, Incoming& incoming) {
  const auto length = parser.content_length();
  if (length && *length > limits_.body) co_return Refusal{413, "the body is too large"};
  if (!length && !parser.chunked()) co_return std::nullopt;
  if (incoming.chunks && waiting().empty() && incoming.request.headers.get("Expect") == "100-continue") {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const Pieces pieces{asio::buffer(go_on), asio::const_buffer()};
    const bool written = co_await transport_.write(pieces);
    if (!written) co_return gone();
  }
  if (length) co_return co_await read_counted(static_cast<std::size_t>(*length), incoming.request.body);
  co_return co_await read_chunked(parser, incoming.request.body);
}

asio::awaitable<Result<Incoming, Refusal>> RequestReader::read() {
  Parser parser;
  deadline_.within(limits_.header_within);
  const auto bad_header = co_await read_header(parser);
  if (bad_header) co_return failure(*bad_header);

  Incoming incoming;
  const auto& header = parser.get();
  incoming.keep_alive = header.keep_alive();
  incoming.chunks = header.version() >= 11;
  incoming.request.method = view_text(header.method_string());
  incoming.request.target = origin_form(view_text(header.target()));
  for (const auto& field : header) {
    incoming.request.headers.add(view_text(field.name_string()), view_text(field.value()));
  }
  if (incoming.chunks && !incoming.request.headers.has("Host")) {
    co_return failure(Refusal{400, "the Host header is missing"});
  }
  if (!parser.chunked() && incoming.request.headers.has("Transfer-Encoding")) {
    co_return failure(Refusal{501, "only chunked transfer is understood"});
  }
  deadline_.within(limits_.body_within);
  const auto bad_body = co_await read_body(parser, incoming);
  if (bad_body) co_return failure(*bad_body);
  deadline_.lift();
  const auto bad_encoding = decode_body(incoming.request, limits_.body);
  if (bad_encoding) co_return failure(*bad_encoding);
  co_return incoming;
}

}  // namespace swapguard::http
