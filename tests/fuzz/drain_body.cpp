// Any bytes as a drain body: every frame lies inside it, in order, and damage is told.
// Links: swapguard_core
// Seeds: tests/data/real_logs.txt tests/data/bodies
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "core/logplex/framing.h"
#include "core/logplex/parse_line.h"
#include "core/observe/observe.h"

using namespace swapguard;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  logplex::FrameWalk frames(body);
  const char* end = body.data();
  std::size_t taken = 0;
  while (const auto frame = frames.next()) {
    CHECK(frame->message.data() >= end);
    end = frame->message.data() + frame->message.size();
    CHECK(end <= body.data() + body.size());
    CHECK(!frame->trusted || frames.damaged() == 0);
    taken += frame->message.size();
    if (const auto line = logplex::parse_message(frame->message)) static_cast<void>(observe::observe(*line));
  }
  CHECK(taken + frames.skipped() <= size);
  return 0;
}
