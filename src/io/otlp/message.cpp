#include "io/otlp/message.h"

#include "io/otlp/decode.h"

namespace swapguard::otlp {

std::string_view value_of(const Attributes& attributes, std::string_view key) {
  for (const Attribute& attribute : attributes) {
    if (attribute.key == key) return attribute.value;
  }
  return {};
}

std::string_view content_type(Encoding encoding) {
  return encoding == Encoding::protobuf ? "application/x-protobuf" : "application/json";
}

Result<Metrics, DecodeError> decode_metrics(std::string_view body, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::decode_metrics(body) : json::decode_metrics(body);
}

Result<Logs, DecodeError> decode_logs(std::string_view body, Encoding encoding) {
  return encoding == Encoding::protobuf ? protobuf::decode_logs(body) : json::decode_logs(body);
}

}  // namespace swapguard::otlp
