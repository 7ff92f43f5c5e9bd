#include "io/intake/syslog_feed.h"

#include <algorithm>
#include <charconv>

#include "core/logplex/framing.h"

namespace swapguard::intake {
namespace {

constexpr std::size_t digits_most = 6;  // of a count

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_blank(char letter) { return letter == ' ' || letter == '\n' || letter == '\r' || letter == '\0'; }

std::string_view without_line_end(std::string_view message) {
  if (message.ends_with('\n')) message.remove_suffix(1);
  if (message.ends_with('\r')) message.remove_suffix(1);
  return message;
}

}  // namespace

bool SyslogFeed::feed(std::string_view chunk, const Take& take) {
  held_.append(chunk);
  std::string_view rest = held_;
  Step step = Step::taken;
  while (step == Step::taken) step = next(rest, take);
  if (step == Step::stopped) rest = {};
  held_.erase(0, held_.size() - rest.size());
  return step != Step::stopped;
}

SyslogFeed::Step SyslogFeed::next(std::string_view& rest, const Take& take) {
  if (searching_) return search(rest);
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  if (rest.empty()) return Step::needs_more;
  if (rest.front() == '<') return line(rest, take);
  if (is_digit(rest.front())) return counted(rest, take);
  ++damaged_;
  trusted_ = false;
  searching_ = true;
  return Step::taken;
}

SyslogFeed::Step SyslogFeed::counted(std::string_view& rest, const Take& take) {
  std::size_t count = 0;
  const char* end = rest.data() + std::min(rest.size(), digits_most);
  const auto read = std::from_chars(rest.data(), end, count);
  const auto digits = static_cast<std::size_t>(read.ptr - rest.data());
  if (digits == rest.size() && digits < digits_most) return Step::needs_more;
  const std::string_view after = rest.substr(digits);
  const bool readable = count > 0 && count <= logplex::largest_frame && after.starts_with(' ') &&
                        (after.size() < 2 || after[1] == '<');
  if (!readable) {
    ++damaged_;
    trusted_ = false;
    searching_ = true;
    return Step::taken;
  }
  if (after.size() < 1 + count) return Step::needs_more;
  const std::string_view message = after.substr(1, count);
  const std::string_view behind = after.substr(1 + count);
  // A message is whole where a newline ends it (Logplex always adds one) or the next begins behind it.
  if (!message.ends_with('\n') && behind.empty()) return Step::needs_more;
  const bool whole = message.ends_with('\n') || is_digit(behind.front()) || behind.front() == '<' ||
                     is_blank(behind.front());
  if (!whole) {
    ++damaged_;
    trusted_ = false;
    searching_ = true;
    return Step::taken;
  }
  rest = behind;
  return take(without_line_end(message), trusted_) ? Step::taken : Step::stopped;
}

SyslogFeed::Step SyslogFeed::line(std::string_view& rest, const Take& take) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos && rest.size() <= logplex::largest_frame) return Step::needs_more;
  if (end == std::string_view::npos || end > logplex::largest_frame) {
    ++oversize_;
    searching_ = true;
    return Step::taken;
  }
  const std::string_view message = without_line_end(rest.substr(0, end + 1));
  rest.remove_prefix(end + 1);
  return take(message, trusted_) ? Step::taken : Step::stopped;
}

// The next line that begins as a message; what lies before it is dropped.
SyslogFeed::Step SyslogFeed::search(std::string_view& rest) {
  const auto newline = rest.find('\n');
  if (newline == std::string_view::npos) {
    rest = {};
    return Step::needs_more;
  }
  const std::string_view begins = rest.substr(newline + 1);
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(begins, is_digit) - begins.begin());
  const std::string_view after = begins.substr(digits);
  if (digits <= digits_most && after.size() < 2) {  // too short to tell
    rest.remove_prefix(newline);
    return Step::needs_more;
  }
  const bool message =
      digits == 0 ? after.starts_with('<') : digits <= digits_most && after.starts_with(" <");
  searching_ = !message;
  rest = begins;
  return Step::taken;
}

std::string_view host_of(std::string_view message) {
  for (int field = 0; field < 2; ++field) {
    const auto blank = message.find(' ');
    if (blank == std::string_view::npos) return {};
    message.remove_prefix(blank + 1);
  }
  const auto blank = message.find(' ');
  return blank == std::string_view::npos ? std::string_view() : message.substr(0, blank);
}

}  // namespace swapguard::intake
