#include "core/observe/router.h"

#include <algorithm>

#include "core/observe/decimal.h"

namespace swapguard::observe {
namespace {

struct Pair {
  std::string_view key, value;
};

// `key=value`, or `key="value"` up to the quote that ends the word.
Pair take_pair(std::string_view& text) {
  const auto key = text.substr(0, text.find_first_of("= "));
  text.remove_prefix(key.size());
  if (!take(text, "=")) {
    take_word(text);
    return {key, {}};
  }
  if (!text.starts_with('"')) return {key, take_word(text)};
  const auto close = std::min(text.find("\" ", 1), text.size() - 1);
  const auto value = text.substr(1, close == 0 ? 0 : close - 1);
  text.remove_prefix(close + 1);
  take_word(text);
  return {key, value};
}

// `1ms`, or `1` as H25 and H26 lines have it.
std::optional<Duration> parse_milliseconds(std::string_view text) {
  const auto count = take_digits(text);
  if (!count || *count > 86'400'000 || !(text.empty() || text == "ms")) return std::nullopt;
  return milliseconds{*count};
}

int parse_status(std::string_view text) {
  const auto status = take_digits(text);
  return status && text.empty() && *status <= 999 ? static_cast<int>(*status) : 0;
}

int parse_h_code(std::string_view text) {
  if (!take(text, "H")) return 0;
  return parse_status(text);
}

}  // namespace

Result<What, Ignored> read_request(std::string_view text) {
  if (!text.starts_with("at=") && !text.starts_with("sock=")) return failure(Ignored::not_needed);
  Request request;
  bool visitor_spoke = false;  // from here on words may be the visitor's: only later ones can correct them
  while (!text.empty()) {
    const auto [key, value] = take_pair(text);
    if (key == "method" || key == "path" || key == "host" || key == "fwd") visitor_spoke = true;
    if (key == "code" && !visitor_spoke) request.h_code = parse_h_code(value);
    if (key == "dyno") request.dyno = is_dyno_name(value) ? std::optional(DynoName{value}) : std::nullopt;
    if (key == "connect") request.connect = parse_milliseconds(value);
    if (key == "service") request.service = parse_milliseconds(value);
    if (key == "status") request.status = parse_status(value);
  }
  return What{std::move(request)};
}

}  // namespace swapguard::observe
