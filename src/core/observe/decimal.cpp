#include "core/observe/decimal.h"

#include <algorithm>

namespace swapguard::observe {
namespace {

constexpr std::int64_t hundredths_limit = 1'000'000'000;
constexpr std::size_t most_digits = 15;

std::size_t count_digits(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
  return size;
}

std::int64_t digit(std::string_view digits, std::size_t at) {
  return at < digits.size() ? digits[at] - '0' : 0;
}

}  // namespace

std::optional<std::int64_t> take_digits(std::string_view& text) {
  const std::size_t size = count_digits(text);
  if (size == 0 || size > most_digits) return std::nullopt;
  std::int64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) number = number * 10 + digit(text, i);
  text.remove_prefix(size);
  return number;
}

std::optional<std::int64_t> take_hundredths(std::string_view& text) {
  auto rest = text;
  const auto whole = take_digits(rest);
  if (!whole) return std::nullopt;
  std::int64_t hundredths = *whole * 100;
  if (take(rest, ".")) {
    const auto decimals = rest.substr(0, count_digits(rest));
    if (decimals.empty()) return std::nullopt;
    hundredths += digit(decimals, 0) * 10 + digit(decimals, 1);
    rest.remove_prefix(decimals.size());
  }
  if (hundredths >= hundredths_limit) return std::nullopt;
  text = rest;
  return hundredths;
}

bool take(std::string_view& text, std::string_view wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(wanted.size());
  return true;
}

std::string_view take_word(std::string_view& text) {
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ', word.size())));
  return word;
}

}  // namespace swapguard::observe
