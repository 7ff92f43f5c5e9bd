#include "core/observe/api_lines.h"

#include <algorithm>

#include "core/observe/decimal.h"

namespace swapguard::observe {
namespace {

// `v5 created by user ada@example.com`.
Result<What, Ignored> read_release(std::string_view rest) {
  const auto version = take_digits(rest);
  if (!version || *version > 1'000'000'000 || !take(rest, " created by "))
    return failure(Ignored::not_needed);
  return What{Released{static_cast<int>(*version)}};
}

bool is_process_type(std::string_view text) {
  const auto is_letter = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_letter);
}

// `web@1:Basic`, or `web=3` before 2017.
std::optional<Scaled::Type> parse_scaled_type(std::string_view word) {
  const auto name = word.substr(0, word.find_first_of("@="));
  auto rest = word.substr(name.size());
  if (!is_process_type(name) || rest.empty()) return std::nullopt;
  rest.remove_prefix(1);
  const auto quantity = take_digits(rest);
  if (!quantity || *quantity > 1'000'000) return std::nullopt;
  if (!rest.empty() && !take(rest, ":")) return std::nullopt;
  return Scaled::Type{ProcessType{name}, static_cast<int>(*quantity), std::string{rest}};
}

// `web@1:Basic worker@0:Basic by user …`, `mailer=1, web=3 by …`.
Result<What, Ignored> read_scale(std::string_view rest) {
  Scaled scaled;
  for (auto word = take_word(rest); word != "by"; word = take_word(rest)) {
    if (word.ends_with(',')) word.remove_suffix(1);
    auto type = parse_scaled_type(word);
    if (!type) return failure(Ignored::not_needed);
    scaled.types.push_back(std::move(*type));
  }
  if (scaled.types.empty()) return failure(Ignored::not_needed);
  return What{std::move(scaled)};
}

// `Set HOST config vars by user …`, `Unset …`, `Remove …`; `Add HOST config by …` and `Config add HOST by …`
// until 2014.
bool is_config_change(std::string_view text) {
  const auto by = text.find(" by ");
  if (by == std::string_view::npos) return false;
  const auto act = text.substr(0, by);
  if (act.starts_with("Config add ") || act.starts_with("Config remove ")) return true;
  for (std::string_view verb : {"Set ", "Unset ", "Add ", "Remove "}) {
    if (act.starts_with(verb)) return act.ends_with(" config vars") || act.ends_with(" config");
  }
  return false;
}

}  // namespace

Result<What, Ignored> read_api_line(std::string_view text) {
  if (take(text, "Release v")) return read_release(text);
  if (take(text, "Scaled to ") || take(text, "Scale to ")) return read_scale(text);
  if (text.starts_with("Deploy ") && text.find(" by ") != std::string_view::npos) return What{Deployed{}};
  if (is_config_change(text)) return What{ConfigChanged{}};
  return failure(Ignored::not_needed);
}

}  // namespace swapguard::observe
