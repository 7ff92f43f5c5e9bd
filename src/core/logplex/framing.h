// Logplex drain bodies: `<octet count> <message>` back to back, nothing between them (RFC 6587 counting).
// Frames are cut by count alone: text may hold newlines, NUL and anything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace swapguard::logplex {

struct Frame {
  std::string_view message;  // `<PRI>1 TIME HOST APPNAME PROCID - MSG`, without its final newline
  bool trusted = true;       // false after damage, until a verified frame end follows
};

// Walks the frames of one body. Stray white space before a count is skipped; a wrong count starts a search
// for the next `digits blank < digits > digit blank`, and what it finds counts as trusted only once the frame
// after it lands too. Never allocates; the body must outlive the walk.
class FrameWalk {
 public:
  explicit FrameWalk(std::string_view body) : body_(body) {}

  // Nothing at the end of the body.
  std::optional<Frame> next();

  // Times the search had to be started, and bytes passed over by it. Complete after the last next().
  std::uint32_t damaged() const { return damaged_; }
  std::size_t skipped() const { return skipped_; }

 private:
  std::string_view body_;
  std::size_t at_ = 0;
  std::uint32_t damaged_ = 0;
  std::size_t skipped_ = 0;
  bool searching_ = false;
};

}  // namespace swapguard::logplex
