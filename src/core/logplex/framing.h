// Logplex drain bodies: `<octet count> <message>` back to back, nothing between them (RFC 6587 counting).
// Frames are cut by count alone: text may hold newlines, NUL and anything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace swapguard::logplex {

inline constexpr std::size_t largest_frame = 64 * 1024;  // octets of one message

// Where a frame says it lies: body.substr(begin, size) is its message, if the body is that long.
struct FrameHead {
  std::size_t begin = 0;
  std::size_t size = 0;
  std::size_t end() const { return begin + size; }
};

// Reads `digits blank < digits > digits blank` at an offset: the count and the start of the message.
// Nothing when something else stands there or the count is 0 or above largest_frame.
std::optional<FrameHead> read_frame_head(std::string_view body, std::size_t at);

// What ends a message and is none of its text: `\n` or `\r\n`.
[[gnu::always_inline]] inline std::string_view without_newline(std::string_view message) {
  if (message.ends_with('\n')) message.remove_suffix(1);
  if (message.ends_with('\r')) message.remove_suffix(1);
  return message;
}

struct Frame {
  std::string_view message;  // `<PRI>1 TIME HOST APPNAME PROCID - MSG`, without its final newline
  bool trusted = true;       // false from the first damage to the end of the body
};

// Walks the frames of one body. A frame is whole when it ends where the body ends or the next frame starts;
// up to 64 stray blanks and newlines before a count are skipped. Where that fails, the walk drops what it
// cannot read and searches for the next line that starts with a whole frame. An app can print such lines, so
// nothing that is found after damage is trusted: it may be shown but never restart anything.
// Takes linear time on any input. Never allocates; the body must outlive the walk.
class FrameWalk {
 public:
  explicit FrameWalk(std::string_view body) : body_(body) {}

  // Nothing at the end of the body.
  std::optional<Frame> next();

  // For who has read the frame at `at()` otherwise and found it whole.
  std::size_t at() const { return at_; }
  bool trusted() const { return trusted_; }
  void skip_to(std::size_t at) { at_ = at; }

  // Times the search had to be started, and bytes passed over by it. Complete after the last next().
  std::uint32_t damaged() const { return damaged_; }
  std::size_t skipped() const { return skipped_; }

 private:
  void search();

  std::string_view body_;
  std::size_t at_ = 0;
  std::uint32_t damaged_ = 0;
  std::size_t skipped_ = 0;
  bool trusted_ = true;
};

}  // namespace swapguard::logplex
