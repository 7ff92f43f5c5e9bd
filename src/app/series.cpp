#include "app/series.h"

#include <algorithm>
#include <charconv>

namespace swapguard::app {
namespace {

constexpr std::size_t values_most = 100'000;

// Takes a number off the front of `text`.
template <class Number>
std::optional<Number> take_number(std::string_view& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct Part {
  std::optional<double> first;  // nothing: missing values
  double step = 0;
  std::size_t count = 1;
};

// `x60`: so many more values. Nothing in front of it: none.
std::optional<std::size_t> take_repeats(std::string_view& text) {
  if (text.empty()) return 0;
  if (text.front() != 'x') return std::nullopt;
  text.remove_prefix(1);
  return take_number<std::size_t>(text);
}

std::optional<Part> read_part(std::string_view text) {
  Part part;
  if (text == "_") return part;
  if (text.starts_with("_x")) {
    text.remove_prefix(1);
    const auto count = take_repeats(text);
    if (!count || !text.empty()) return std::nullopt;
    part.count = *count;
    return part;
  }
  part.first = take_number<double>(text);
  if (!part.first) return std::nullopt;
  if (text.starts_with('+') || text.starts_with('-')) {
    const double sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto step = take_number<double>(text);
    if (!step) return std::nullopt;
    part.step = sign * *step;
  }
  const auto repeats = take_repeats(text);
  if (!repeats || !text.empty() || (part.step != 0 && *repeats == 0)) return std::nullopt;
  part.count = *repeats + 1;
  return part;
}

}  // namespace

Result<Series, std::string> parse_series(std::string_view text) {
  Series series;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (word.empty()) continue;
    const auto part = read_part(word);
    if (!part) return failure("\"" + std::string(word) + "\" is no part of a series, as 300+2x60");
    if (part->count > values_most - series.size()) return failure(std::string("more than 100,000 values"));
    for (std::size_t i = 0; i < part->count; ++i) {
      series.push_back(part->first ? std::optional(*part->first + part->step * static_cast<double>(i))
                                   : std::nullopt);
    }
  }
  return series;
}

}  // namespace swapguard::app
