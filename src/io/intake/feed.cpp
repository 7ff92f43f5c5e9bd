// Feeds: which bytes are held back until the rest has come, and for how long.
#include "io/intake/feed.h"

#include <algorithm>
#include <utility>

namespace swapguard::intake {
namespace {

using logplex::LineStream;

// A frame is at most 64 KiB. Damage nearer than this to the end may be no more than a frame not yet whole.
constexpr std::size_t held_back = std::size_t{128} << 10;
constexpr std::size_t held_max = std::size_t{512} << 10;
constexpr std::size_t joined_most = std::size_t{16} << 10;  // holds the rest of nearly every frame
constexpr std::size_t enough_to_decide = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_like_frames(std::string_view text) {
  const std::size_t digits =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  return digits > 0 && text.substr(digits).starts_with(" <");
}

bool begins_like_events(std::string_view text) {
  return text.starts_with("data:") || text.starts_with("id:") || text.starts_with("event:") ||
         text.starts_with(": ");
}

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\r\n")));
  return text;
}

// How many bytes at the front hold frames that are surely whole: all before the first damage, since a frame
// cut by the end of the block looks like damage, and behind it what is more than `held_back` away from the
// end. Ends with a trusted frame, because the next walk begins in trust.
std::size_t whole_frames(std::string_view held) {
  logplex::FrameWalk walk(held);
  std::size_t whole = 0;
  while (const auto frame = walk.next()) {
    // The newline that the count may include is cut off the message.
    const auto text_end =
        static_cast<std::size_t>(frame->message.data() - held.data()) + frame->message.size();
    const std::size_t end = std::min(held.size(), held.find_first_not_of("\r\n", text_end));
    if (walk.damaged() > 0 && end + held_back > held.size()) break;
    whole = end;
  }
  return whole;
}

}  // namespace

std::size_t SessionFeed::feed(std::string_view chunk) {
  reader_.counts().bytes += chunk.size();
  const std::uint64_t oversize = stream_.oversize();
  std::size_t fresh = 0;
  stream_.feed(chunk, [&](std::string_view line) {
    if (reader_.session_line(session_, line)) ++fresh;
  });
  reader_.counts().oversize += stream_.oversize() - oversize;
  return fresh;
}

void FileFeed::feed(std::string_view block) {
  reader_.counts().bytes += block.size();
  if (kind_ == Kind::text) return feed_lines(block);
  if (kind_ == Kind::frames) block = take_usual(block);
  held_.append(block);
  if (kind_ == Kind::unknown) decide(false);
  if (kind_ == Kind::frames) walk_frames(false);
}

void FileFeed::finish(bool torn) {
  if (kind_ == Kind::unknown) decide(true);
  if (kind_ == Kind::frames) {
    if (!torn) walk_frames(true);
  } else if (!torn) {
    stream_.finish([&](std::string_view line) { reader_.line(line); });
  }
}

void FileFeed::decide(bool at_end) {
  const std::string_view beginning = without_leading_blanks(held_);
  const bool enough = beginning.size() >= enough_to_decide || beginning.find('\n') != std::string_view::npos;
  if (!enough && !at_end) return;
  kind_ = begins_like_frames(beginning) ? Kind::frames : Kind::text;
  if (kind_ == Kind::frames) return;
  if (begins_like_events(beginning)) stream_ = LineStream(LineStream::Format::sse);
  const std::string held = std::exchange(held_, {});
  feed_lines(held);
}

void FileFeed::feed_lines(std::string_view block) {
  const std::uint64_t oversize = stream_.oversize();
  stream_.feed(block, [&](std::string_view line) { reader_.line(line); });
  reader_.counts().oversize += stream_.oversize() - oversize;
}

// Hands on the frames that can be read where they lie, and gives what is left of the block. The frame that
// the block before it ended in is put together first.
std::string_view FileFeed::take_usual(std::string_view block) {
  if (!held_.empty()) {
    const std::size_t before = held_.size();
    const std::size_t joined = std::min(block.size(), joined_most);
    held_.append(block.substr(0, joined));
    const std::size_t done = reader_.frames_in_front(held_);
    held_.erase(0, done);
    if (done < before) return block.substr(joined);
    held_.clear();
    block.remove_prefix(done - before);
  }
  block.remove_prefix(reader_.frames_in_front(block));
  return block;
}

void FileFeed::walk_frames(bool at_end) {
  std::size_t whole = at_end ? held_.size() : whole_frames(held_);
  if (whole == 0 && held_.size() > held_max) whole = held_.size() - held_back;
  reader_.frames(std::string_view(held_).substr(0, whole));
  held_.erase(0, whole);
}

}  // namespace swapguard::intake
