// Bytes in, requests out: limits, deadlines, and the bodies' share of memory.
#include "io/http/request_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/http/chunks.h"
#include "io/http/gzip.h"

namespace swapguard::http {
namespace {

constexpr std::size_t buffer_size = 32u << 10;
constexpr std::size_t body_step = 256u << 10;  // memory follows what has arrived, not what was announced

Refusal gone() { return Refusal{}; }
Refusal too_large() { return Refusal{413, "the body is too large"}; }

Refusal come_later() {
  Refusal refusal{503, "too much is being sent at once"};
  refusal.headers.set("Retry-After", "1");
  return refusal;
}

// Takes Content-Encoding off the request, so that handlers see plain bodies alone.
std::optional<Refusal> decode_body(Request& request, std::size_t limit) {
  const std::string_view encoding = request.headers.get("Content-Encoding");
  if (encoding.empty() || encoding == "identity") return std::nullopt;
  if (encoding != "gzip" && encoding != "x-gzip") return Refusal{415, "only gzip is understood"};
  auto plain = gunzip(request.body, limit);
  if (!plain) {
    return plain.error() == GunzipError::too_large ? too_large() : Refusal{400, "the body is not valid gzip"};
  }
  request.body = std::move(*plain);
  return std::nullopt;
}

Incoming incoming_of(const RequestHead& head) {
  Incoming incoming;
  incoming.keep_alive = head.keep_alive;
  incoming.chunks = head.is_1_1;
  incoming.request.method = head.method;
  incoming.request.target = head.target;
  for (const auto& [name, value] : head.fields) incoming.request.headers.add(name, std::string(value));
  return incoming;
}

}  // namespace

// What a body that is being read takes of the budget; given back at the end of the scope.
class RequestReader::Share {
 public:
  explicit Share(BodyBudget* budget) : budget_(budget) {}
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  ~Share() {
    if (budget_ != nullptr) budget_->used -= held_;
  }
  // False: there is no room.
  bool grow_to(std::size_t octets) {
    if (budget_ == nullptr || octets <= held_) return true;
    if (octets - held_ > budget_->most - budget_->used) return false;
    budget_->used += octets - held_;
    held_ = octets;
    return true;
  }

 private:
  BodyBudget* budget_;
  std::size_t held_ = 0;
};

RequestReader::RequestReader(Transport& transport, Deadline& deadline, ReadLimits limits)
    : transport_(transport),
      deadline_(deadline),
      limits_(limits),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_size)) {}

void RequestReader::consume(std::size_t count) {
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

asio::awaitable<bool> RequestReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_size) co_return false;
  const auto room = asio::buffer(buffer_.get() + end_, buffer_size - end_);
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

// Some clients send one too many after a body (RFC 9112, 2.2).
void RequestReader::skip_line_breaks() {
  while (waiting().starts_with("\r\n")) consume(2);
}

asio::awaitable<Result<RequestHead, Refusal>> RequestReader::read_head() {
  std::size_t seen = 0;
  while (true) {
    skip_line_breaks();
    const std::string_view bytes = waiting();
    const auto end = end_of_head(bytes, seen);
    if (end.value_or(bytes.size()) > head_limit) {
      co_return failure(Refusal{431, "the header is too large"});
    }
    if (end) {
      begin_ += *end;  // not consumed: the head's views still look at it
      co_return parse_head(bytes.substr(0, *end));
    }
    const bool may_be_break = bytes == "\r";
    if (!may_be_break && is_hopeless(bytes)) {
      co_return failure(Refusal{400, "this is not a valid HTTP request"});
    }
    seen = bytes.size();
    const bool more = co_await fill();
    if (!more) co_return failure(gone());
  }
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_counted(std::size_t length, std::string& body) {
  Share share(limits_.budget);
  const std::string_view bytes = waiting().substr(0, length);
  if (bytes.size() < length) {
    const std::size_t next = std::min(length, std::max(body_step, bytes.size()));
    if (!share.grow_to(next)) co_return come_later();
    body.reserve(next);
  }
  body.assign(bytes);
  consume(bytes.size());
  std::size_t filled = body.size();
  while (filled < length) {
    if (filled == body.size()) {
      const std::size_t next = std::min(length, filled + body_step);
      if (!share.grow_to(next)) co_return come_later();
      body.resize(next);
    }
    const std::size_t count =
        co_await transport_.read(asio::buffer(body.data() + filled, body.size() - filled));
    if (count == 0) co_return gone();
    filled += count;
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_chunked(std::string& body) {
  Share share(limits_.budget);
  Chunks chunks(limits_.body);
  while (true) {
    if (!share.grow_to(body.size() + waiting().size())) co_return come_later();
    const auto taken = chunks.take(waiting(), body);
    if (!taken) co_return taken.error();
    consume(*taken);
    if (chunks.done()) co_return std::nullopt;
    const bool more = co_await fill();
    if (!more) co_return gone();
  }
}

asio::awaitable<std::optional<Refusal>> RequestReader::read_body(RequestHead head, Incoming& incoming) {
  if (head.length && *head.length > limits_.body) co_return too_large();
  const bool is_there = !head.chunked && head.length.value_or(0) <= waiting().size();
  if (!is_there && limits_.gate != nullptr && *limits_.gate) {
    incoming.request.peer = transport_.peer();
    auto response = (*limits_.gate)(incoming.request);
    if (response)
      co_return Refusal{response->status, std::move(response->body), std::move(response->headers)};
  }
  if (head.wants_continue && !is_there && waiting().empty()) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const Pieces pieces{asio::buffer(go_on), asio::const_buffer()};
    const bool written = co_await transport_.write(pieces);
    if (!written) co_return gone();
  }
  if (head.chunked) co_return co_await read_chunked(incoming.request.body);
  const auto length = static_cast<std::size_t>(head.length.value_or(0));
  co_return co_await read_counted(length, incoming.request.body);
}

asio::awaitable<Result<Incoming, Refusal>> RequestReader::read() {
  deadline_.within(limits_.header_within);
  auto head = co_await read_head();
  if (!head) co_return failure(std::move(head.error()));
  Incoming incoming = incoming_of(*head);
  head->fields.clear();  // its views end here: reading on moves the buffer
  consume(0);
  if (head->chunked || head->length.value_or(0) > 0) {
    deadline_.within(limits_.body_within);
    auto bad_body = co_await read_body(std::move(*head), incoming);
    if (bad_body) co_return failure(std::move(*bad_body));
  }
  deadline_.lift();
  auto bad_encoding = decode_body(incoming.request, limits_.body);
  if (bad_encoding) co_return failure(std::move(*bad_encoding));
  co_return incoming;
}

}  // namespace swapguard::http
