// Encoding: what swapguard tells of itself → the body of an export request, and the answers of its own
// receiver. Pure. What decode.h reads of an encoded request is what was encoded, histograms apart.
#pragma once

#include <string>
#include <string_view>

#include "io/otlp/message.h"

namespace swapguard::otlp {

std::string encode_metrics(const Metrics& metrics, Encoding encoding);
std::string encode_logs(const Logs& logs, Encoding encoding);

// The answer to a request that was taken; `rejected` points or records of it could not be used.
enum class Signal { metrics, logs };
struct PartialSuccess {
  std::uint64_t rejected = 0;
  std::string message;
};
std::string encode_answer(Signal signal, const PartialSuccess& partial, Encoding encoding);

// google.rpc.Status: why a request was refused.
std::string encode_refusal(int code, std::string_view message, Encoding encoding);

namespace protobuf {
std::string encode_metrics(const Metrics& metrics);
std::string encode_logs(const Logs& logs);
std::string encode_answer(const PartialSuccess& partial);
std::string encode_refusal(int code, std::string_view message);
}  // namespace protobuf

namespace json {
std::string encode_metrics(const Metrics& metrics);
std::string encode_logs(const Logs& logs);
std::string encode_answer(Signal signal, const PartialSuccess& partial);
std::string encode_refusal(int code, std::string_view message);
}  // namespace json

}  // namespace swapguard::otlp
