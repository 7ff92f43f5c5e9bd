// Feeds: bytes cut anywhere → whole lines or whole frames of a LogReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/logplex/framing.h"
#include "core/logplex/line_stream.h"
#include "io/intake/reader.h"

namespace swapguard::intake {

// One log session's response. The reader must outlive it.
class SessionFeed {
 public:
  SessionFeed(LogReader& reader, std::uint64_t session, logplex::LineStream::Format format)
      : reader_(reader), session_(session), stream_(format) {}

  // How many lines came that no session had told before. A torn stream is simply dropped with the feed: half
  // a line can read as a smaller number.
  std::size_t feed(std::string_view chunk);

 private:
  LogReader& reader_;
  std::uint64_t session_;
  logplex::LineStream stream_;
};

// A file or a pipe: text, server-sent events as saved by curl, or a capture of drain bodies (it begins with
// `<digits> <`). The reader must outlive it.
class FileFeed {
 public:
  explicit FileFeed(LogReader& reader) : reader_(reader) {}

  // Frames and lines are handed on as soon as they are whole.
  void feed(std::string_view block);
  // At the end of the file: takes the last line without a newline. `torn` (broken .gz): leaves it out.
  void finish(bool torn);

 private:
  enum class Kind { unknown, text, frames };

  void decide(bool at_end);
  void feed_lines(std::string_view block);
  std::string_view take_usual(std::string_view block);
  void walk_frames(bool at_end);

  LogReader& reader_;
  Kind kind_ = Kind::unknown;
  logplex::LineStream stream_;
  std::string held_;  // undecided beginning, or frames that are not whole yet; bounded by held_max
};

}  // namespace swapguard::intake
