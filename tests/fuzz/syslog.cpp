// Any bytes as one syslog message: what is read lies inside it, and a drain's frame and the same frame in a
// file are read alike.
// Links: swapguard_core
// Seeds: tests/data/real_logs.txt
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/logplex/parse_line.h"

using namespace swapguard;

namespace {

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void expect_inside(const logplex::LogLine& line, std::string_view whole) {
  CHECK(lies_in(line.app, whole) && lies_in(line.text, whole));
  CHECK(lies_in(line.process, whole) || line.process == "logplex");  // whose text names no process
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  const auto framed = logplex::parse_message(message);
  if (framed) expect_inside(*framed, message);
  CHECK(!framed || framed->process.find(' ') == framed->process.npos);
  const auto text = logplex::parse_text(message, {.year = 2014});
  if (text) expect_inside(*text, message);
  // A message is what a frame holds: no newline, no NUL. Then its origin does not depend on who carries it.
  if (framed && text && message.starts_with('<') &&
      message.find_first_of(std::string_view("\n\r\0\x1b", 4)) == message.npos) {
    CHECK(framed->origin == text->origin && framed->process == text->process && framed->at == text->at);
  }
  return 0;
}
