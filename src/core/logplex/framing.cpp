#include "core/logplex/framing.h"

#include <algorithm>

namespace swapguard::logplex {
namespace {

constexpr std::size_t stray_blanks = 64;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_blank(char letter) { return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t'; }

std::size_t after_blanks(std::string_view body, std::size_t at) {
  const std::size_t limit = std::min(body.size(), at + stray_blanks);
  while (at < limit && is_blank(body[at])) ++at;
  return at;
}

// Where one to `most` digits end; `at` itself when there is none or there are more.
std::size_t after_digits(std::string_view body, std::size_t at, std::size_t most) {
  std::size_t end = at;
  while (end < body.size() && end - at <= most && is_digit(body[end])) ++end;
  return end - at > most ? at : end;
}

bool has(std::string_view body, std::size_t at, char letter) {
  return at < body.size() && body[at] == letter;
}

// A frame may end at `at`: the body does, or a next frame starts.
bool is_boundary(std::string_view body, std::size_t at) {
  const std::size_t next = after_blanks(body, at);
  return next == body.size() || read_frame_head(body, next).has_value();
}

bool fits(std::string_view body, const std::optional<FrameHead>& head) {
  return head && head->end() <= body.size();
}

}  // namespace

std::optional<FrameHead> read_frame_head(std::string_view body, std::size_t at) {
  const std::size_t count_end = after_digits(body, at, 6);
  if (count_end == at || !has(body, count_end, ' ') || !has(body, count_end + 1, '<')) return std::nullopt;
  FrameHead head{.begin = count_end + 1};
  for (std::size_t i = at; i < count_end; ++i) {
    head.size = head.size * 10 + static_cast<std::size_t>(body[i] - '0');
  }
  const std::size_t priority_end = after_digits(body, head.begin + 1, 3);
  if (priority_end == head.begin + 1 || !has(body, priority_end, '>')) return std::nullopt;
  const std::size_t version_end = after_digits(body, priority_end + 1, 2);
  if (version_end == priority_end + 1 || !has(body, version_end, ' ')) return std::nullopt;
  if (head.end() <= version_end || head.size > largest_frame) return std::nullopt;
  return head;
}

std::optional<Frame> FrameWalk::next() {
  for (at_ = after_blanks(body_, at_); at_ < body_.size(); at_ = after_blanks(body_, at_)) {
    const auto head = read_frame_head(body_, at_);
    if (fits(body_, head)) {
      const auto message = body_.substr(head->begin, head->size);
      const bool whole = is_boundary(body_, head->end());
      // A count that ends on a newline is right, and what follows it is broken. Otherwise it may be the
      // count: half a message could read as a smaller number.
      if (whole || message.ends_with('\n')) {
        at_ = head->end();
        trusted_ = trusted_ && whole;
        return Frame{without_newline(message), trusted_};
      }
    }
    search();
  }
  return std::nullopt;
}

void FrameWalk::search() {
  ++damaged_;
  trusted_ = false;
  const std::size_t from = at_;
  at_ = body_.size();
  for (auto line = body_.find('\n', from); line != std::string_view::npos;
       line = body_.find('\n', line + 1)) {
    const auto head = read_frame_head(body_, line + 1);
    if (!fits(body_, head) || !is_boundary(body_, head->end())) continue;
    at_ = line + 1;
    break;
  }
  skipped_ += at_ - from;
}

}  // namespace swapguard::logplex
