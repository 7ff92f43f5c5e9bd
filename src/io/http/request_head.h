// Request heads: bytes → request line and fields, or why not. Pure and strict: whatever two programs could
// read in two ways (and so smuggle a request past one of them) is refused. Inside io/http only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "io/http/message.h"

namespace swapguard::http {

// What to answer to bytes that are no acceptable request; status 0: the peer has gone, nothing can be told.
struct Refusal {
  int status = 0;
  std::string text;
  Headers headers = {};
};

constexpr std::size_t head_limit = 16u << 10;   // octets of the whole head; over it: 431
constexpr std::size_t target_limit = 8u << 10;  // over it: 414
constexpr std::size_t fields_limit = 100;       // over it: 431

// Views into the bytes it was read from.
struct RequestHead {
  std::string_view method, target;  // the target in origin form, or `*`
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::optional<std::uint64_t> length;  // Content-Length; what is larger than 18 digits is the largest number
  bool chunked = false;
  bool is_1_1 = true;           // else HTTP/1.0
  bool keep_alive = true;       // the peer wants the connection kept
  bool wants_continue = false;  // Expect: 100-continue
};

// Where the head ends, its empty line included; nothing: not all of it has come. `seen` octets were looked at
// before and held no end.
std::optional<std::size_t> end_of_head(std::string_view bytes, std::size_t seen);

// `head` ends with its empty line. Refused with 400 are, among others: a line break that is no CRLF, a folded
// line, a blank before a colon, control characters, Content-Length twice or with Transfer-Encoding, no Host
// or two; with 501 any Transfer-Encoding but `chunked`; with 417 any Expect but 100-continue.
Result<RequestHead, Refusal> parse_head(std::string_view head);

// Nobody need wait for the end of what begins so.
bool is_hopeless(std::string_view beginning);

}  // namespace swapguard::http
