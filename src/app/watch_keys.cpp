#include "app/watch_keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace swapguard::app {
namespace {

using Kind = Key::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 6> sequences = {{
    {"\x1b[A", Kind::up},
    {"\x1b[B", Kind::down},
    {"\x1bOA", Kind::up},
    {"\x1bOB", Kind::down},
    {"\x1b[5~", Kind::page_up},
    {"\x1b[6~", Kind::page_down},
}};

// How long the sequence at the front is; 0: it is not whole yet.
std::size_t sequence_length(std::string_view octets) {
  if (octets.size() < 2) return 0;
  if (octets[1] == 'O') return octets.size() < 3 ? 0 : 3;
  if (octets[1] != '[') return 1;
  const auto end =
      std::find_if(octets.begin() + 2, octets.end(), [](char c) { return c >= '@' && c <= '~'; });
  return end == octets.end() ? 0 : static_cast<std::size_t>(end - octets.begin()) + 1;
}

std::optional<Key> plain_key(char octet) {
  switch (octet) {
    case '\r':
    case '\n':
      return Key{Kind::enter};
    case '\t':
      return Key{Kind::tab};
    case '\x7f':
    case '\b':
      return Key{Kind::backspace};
    default:
      if (octet >= ' ' && octet <= '~') return Key{Kind::character, octet};
      return std::nullopt;  // other controls, and letters beyond ASCII
  }
}

}  // namespace

std::vector<Key> KeyReader::read(std::string_view octets, bool at_rest) {
  constexpr std::size_t longest = 64;
  rest_ += octets;
  std::vector<Key> keys;
  std::string_view left = rest_;
  while (!left.empty()) {
    if (left.front() != '\x1b') {
      if (const auto key = plain_key(left.front())) keys.push_back(*key);
      left.remove_prefix(1);
      continue;
    }
    const std::size_t length = sequence_length(left);
    if (length == 0 && !at_rest && left.size() < longest) break;
    const std::string_view sequence = left.substr(0, length == 0 ? left.size() : length);
    const auto known = std::find_if(sequences.begin(), sequences.end(),
                                    [&](const auto& one) { return one.first == sequence; });
    if (known != sequences.end()) keys.push_back({known->second});
    if (sequence.size() == 1) keys.push_back({Kind::escape});
    left.remove_prefix(sequence.size());
  }
  rest_.erase(0, rest_.size() - left.size());
  return keys;
}

}  // namespace swapguard::app
