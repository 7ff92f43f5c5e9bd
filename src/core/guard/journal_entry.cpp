#include "core/guard/journal_entry.h"

#include <array>

namespace swapguard::guard {
namespace {

// In the order of Kind.
constexpr std::array<std::string_view, journal_kinds> words = {
    "restart", "restarted",        "restart_failed", "would_restart", "held",   "r14",     "r15",
    "crashed", "platform_restart", "release",        "scale",         "blind",  "seeing",  "paused",
    "resumed", "trigger",          "budget",         "not_helping",   "config", "outcome", "finding"};

}  // namespace

std::string_view to_text(Kind kind) {
  return kind == Kind::tick ? "tick" : words[static_cast<std::size_t>(kind)];
}

std::optional<Kind> parse_kind(std::string_view text) {
  if (text == "tick") return Kind::tick;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == text) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace swapguard::guard
