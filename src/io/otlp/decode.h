// Decoding: the body of an export request → what it carries. Pure; nothing in it is believed yet.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/result.h"
#include "io/otlp/message.h"

namespace swapguard::otlp {

enum class DecodeError {
  malformed,  // no request of this encoding
  too_many,   // more than `things_max`
};

// Resources, scopes, series, points, records and attributes of one request together: what a small body may
// grow into is bounded. Fields that we do not know are passed over, as the protocol wants it.
inline constexpr std::size_t things_max = 200'000;

Result<Metrics, DecodeError> decode_metrics(std::string_view body, Encoding encoding);
Result<Logs, DecodeError> decode_logs(std::string_view body, Encoding encoding);

namespace protobuf {
Result<Metrics, DecodeError> decode_metrics(std::string_view body);
Result<Logs, DecodeError> decode_logs(std::string_view body);
}  // namespace protobuf

// Field names in lowerCamelCase, 64-bit numbers as text or as numbers.
namespace json {
Result<Metrics, DecodeError> decode_metrics(std::string_view body);
Result<Logs, DecodeError> decode_logs(std::string_view body);
}  // namespace json

// Counts the things of one request. At the bound it throws, which the readers catch at their door.
class Things {
 public:
  struct TooMany {};
  void take() {
    if (left_-- == 0) throw TooMany{};
  }

 private:
  std::size_t left_ = things_max;
};

}  // namespace swapguard::otlp
