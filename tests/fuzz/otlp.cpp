// Any bytes as what OpenTelemetry sends, in both encodings: refused, or read so that writing and reading it
// once more changes nothing.
// Links: swapguard_io_otlp
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "io/otlp/decode.h"
#include "io/otlp/encode.h"

using namespace swapguard;

namespace {

// What is written of the first reading may have lost what we do not keep; from then on it stays as it is.
template <class Decode, class Encode>
void expect_stable(std::string_view body, Decode decode, Encode encode) {
  const auto first = decode(body);
  if (!first) return;
  const auto second = decode(encode(*first));
  CHECK(second);
  const std::string written = encode(*second);
  const auto third = decode(written);
  CHECK(third && encode(*third) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  for (const auto encoding : {otlp::Encoding::protobuf, otlp::Encoding::json}) {
    expect_stable(
        body, [&](std::string_view text) { return otlp::decode_metrics(text, encoding); },
        [&](const otlp::Metrics& metrics) { return otlp::encode_metrics(metrics, encoding); });
    expect_stable(
        body, [&](std::string_view text) { return otlp::decode_logs(text, encoding); },
        [&](const otlp::Logs& logs) { return otlp::encode_logs(logs, encoding); });
  }
  return 0;
}
