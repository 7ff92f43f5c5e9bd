// What the server writes before a body. Inside io/http only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "io/http/message.h"

namespace swapguard::http {

struct Framing {
  std::optional<std::size_t> length;  // Content-Length; none for streams and for statuses without body
  bool chunked = false;
  bool close = false;
};

// 1xx, 204 and 304 never have a body.
bool has_body(int status);
// Status line and fields with the empty line. Line breaks in values become spaces; the fields that Framing
// speaks of are ours alone. Date is `now` unless the fields have one.
std::string render_head(int status, const Headers& headers, const Framing& framing, Instant now);

}  // namespace swapguard::http
