// FrameSkim: the frames of a drain body read by their first cache line, in the one shape that Logplex writes.
// What an app prints ends there: counted, its time noted, never looked at. Whatever has another shape is left
// to FrameWalk and parse_message, which say what a frame is; FrameSkim only says it sooner (tests hold them
// equal).
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/letters.h"
#include "core/logplex/framing.h"
#include "core/logplex/log_line.h"
#include "core/logplex/skim_time.h"

namespace swapguard::logplex {

template <class L = Letters>
class FrameSkim {
 public:
  // The body and what is noted must outlive the walk.
  FrameSkim(std::string_view body, Skimmed& noted) : walk_(body), body_(body), noted_(noted) {}

  enum class Kind {
    end,
    line,  // line() is a platform line
    odd,   // odd() is a frame for parse_message
  };
  // Passes over what apps print and notes it. Never allocates.
  Kind next();
  const LogLine& line() const { return line_; }
  const Frame& odd() const { return odd_; }

  // Where the next frame begins. `cut` is for a body of which more is to come: then it ends before the first
  // frame that is not followed by the beginning of another one, both in the usual shape.
  std::size_t at() const { return walk_.at(); }
  void cut() { cut_ = true; }

  std::uint32_t damaged() const { return walk_.damaged(); }

 private:
  struct Head {
    const char* message = nullptr;
    std::size_t size = 0;
    std::size_t time = 0;  // where the time begins in the message
  };
  enum class Shape { app, platform, odd };

  static bool read_head(const char* at, Head& head);
  Shape skim(const Head& head);
  Shape skim_app(const Head& head, const char* process, const char* time, std::size_t plus);
  Shape skim_platform(const Head& head, const char* process, Instant at);
  Kind next_odd();

  FrameWalk walk_;
  std::string_view body_;
  Skimmed& noted_;
  Head head_;           // of the frame at walk_.at(), where it is known
  bool known_ = false;  // head_ is
  bool cut_ = false;
  LogLine line_{.at = {}, .origin = Origin::platform, .app = {}, .process = {}, .text = {}};
  Frame odd_;
};

}  // namespace swapguard::logplex
