#include "io/config/expand.h"

namespace swapguard::config {
namespace {

bool is_name(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos &&
         (text[0] < '0' || text[0] > '9');
}

// What stands between the braces.
Result<std::string, BadReference> value_of(std::string_view reference, const Environment& environment) {
  const std::size_t default_at = reference.find(":-");
  const std::string name{reference.substr(0, default_at)};
  if (!is_name(name)) return failure(BadReference{});
  const auto found = environment.find(name);
  if (default_at != std::string_view::npos && (found == environment.end() || found->second.empty())) {
    return std::string{reference.substr(default_at + 2)};
  }
  if (found == environment.end()) return failure(BadReference{name});
  return found->second;
}

}  // namespace

Result<std::string, BadReference> expand(std::string_view text, const Environment& environment) {
  std::string expanded;
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      expanded += "${";
      text.remove_prefix(3);
    } else if (text.starts_with("${")) {
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) return failure(BadReference{});
      auto value = value_of(text.substr(2, end - 2), environment);
      if (!value) return failure(value.error());
      expanded += *value;
      text.remove_prefix(end + 1);
    } else {
      expanded += text[0];
      text.remove_prefix(1);
    }
  }
  return expanded;
}

}  // namespace swapguard::config
