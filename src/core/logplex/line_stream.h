// A log session's bytes → lines. Chunks are cut anywhere; NUL is the keep-alive and may stand anywhere;
// the same URL may answer with server-sent events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace swapguard::logplex {

// Cuts at newlines, takes out NULs and carriage returns before the newline, keeps the remainder for the next
// chunk. A line over 64 KiB is dropped whole and counted, an empty one passed over. Calls `line` with views
// that live until it returns; `line` must not feed the stream it is called from.
class LineStream {
 public:
  enum class Format { text, sse };
  using Line = std::function<void(std::string_view)>;

  explicit LineStream(Format format = Format::text) : format_(format) {}

  void feed(std::string_view chunk, const Line& line);
  // The remainder without a newline, when the stream has ended in good order (files). A torn stream must not
  // call this: half a line can read as a smaller number.
  void finish(const Line& line);

  std::uint64_t oversize() const { return oversize_; }        // lines dropped for their length
  std::uint64_t keep_alives() const { return keep_alives_; }  // NULs and SSE comments seen

 private:
  void keep(std::string_view piece);
  void take_line(std::string_view raw, const Line& line);

  Format format_;
  std::string remainder_;
  bool dropping_ = false;
  std::uint64_t oversize_ = 0;
  std::uint64_t keep_alives_ = 0;
};

}  // namespace swapguard::logplex
