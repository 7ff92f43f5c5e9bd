// Any bytes as the text of a log session: the same lines however the stream is cut, each of them bounded.
// Links: swapguard_core
// Seeds: tests/data/real_logs.txt
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/logplex/line_stream.h"
#include "core/logplex/parse_line.h"

using namespace swapguard;

namespace {

std::vector<std::string> lines_of(std::string_view text, std::size_t chunk,
                                  logplex::LineStream::Format format) {
  std::vector<std::string> lines;
  const auto keep = [&](std::string_view line) {
    CHECK(!line.empty() && line.find_first_of(std::string_view("\0\n", 2)) == std::string_view::npos);
    lines.emplace_back(line);
  };
  logplex::LineStream stream(format);
  for (; !text.empty(); text.remove_prefix(std::min(chunk, text.size())))
    stream.feed(text.substr(0, chunk), keep);
  stream.finish(keep);
  return lines;
}

void take_all(std::string_view line) {
  while (!line.empty()) {
    const auto before = line.size();
    static_cast<void>(logplex::take_text(line, {.year = 2014}));
    CHECK(line.size() < before);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto format : {logplex::LineStream::Format::text, logplex::LineStream::Format::sse}) {
    const auto whole = lines_of(text, text.size() + 1, format);
    CHECK(whole == lines_of(text, 7, format));
    for (const auto& line : whole) take_all(line);
  }
  return 0;
}
