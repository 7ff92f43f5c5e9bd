#include "core/platform/dyno.h"

#include <array>
#include <charconv>
#include <utility>

namespace swapguard {
namespace {

constexpr std::array<std::pair<DynoState, std::string_view>, 10> states{
    {{DynoState::other, "other"},
     {DynoState::created, "created"},
     {DynoState::provisioning, "provisioning"},
     {DynoState::starting, "starting"},
     {DynoState::up, "up"},
     {DynoState::idle, "idle"},
     {DynoState::crashed, "crashed"},
     {DynoState::stopping, "stopping"},
     {DynoState::down, "down"},
     {DynoState::complete, "complete"}}};

bool is_type_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
}

bool all_of(std::string_view text, bool (*test)(char)) {
  for (char letter : text) {
    if (!test(letter)) return false;
  }
  return !text.empty();
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_hash_letter(char letter) { return is_digit(letter) || (letter >= 'a' && letter <= 'z'); }

// Where the type ends; npos when the text is no dyno name. The hash parts of Fir names have at least five
// letters (`web-5c4b8f9d6c-x7k2p`), of which this asks for one digit in the pair, so that my-web-server is
// none.
std::size_t type_end(std::string_view text) {
  if (const auto dot = text.rfind('.'); dot != std::string_view::npos) {
    const bool named = all_of(text.substr(0, dot), is_type_letter);
    return named && all_of(text.substr(dot + 1), is_digit) && text.size() - dot <= 8 ? dot
                                                                                     : std::string_view::npos;
  }
  const auto last = text.rfind('-');
  if (last == std::string_view::npos || last == 0) return std::string_view::npos;
  const auto before = text.rfind('-', last - 1);
  if (before == std::string_view::npos || before == 0) return std::string_view::npos;
  const auto tail = text.substr(last + 1);
  const auto middle = text.substr(before + 1, last - before - 1);
  const bool hashed = all_of(tail, is_hash_letter) && all_of(middle, is_hash_letter) &&
                      text.substr(before).find_first_of("0123456789") != std::string_view::npos;
  return hashed && all_of(text.substr(0, before), is_type_letter) ? before : std::string_view::npos;
}

}  // namespace

ProcessType DynoName::type() const {
  const auto end = type_end(text);
  return end == std::string_view::npos ? ProcessType{} : ProcessType{text.substr(0, end)};
}

int DynoName::ordinal() const {
  const auto dot = text.rfind('.');
  int number = 0;
  if (dot != std::string::npos) std::from_chars(text.data() + dot + 1, text.data() + text.size(), number);
  return number;
}

bool is_dyno_name(std::string_view text) { return type_end(text) != std::string_view::npos; }

bool is_one_off(const ProcessType& type) {
  for (std::string_view name : {"run", "scheduler", "release", "console"}) {
    if (type.text == name) return true;
  }
  return type.empty() || type.text.starts_with('_');
}

std::optional<DynoId> DynoId::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  DynoId id;
  std::size_t octet = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    const auto pair = text.substr(i, 2);
    for (char letter : pair) {
      if (!(is_digit(letter) || (letter >= 'a' && letter <= 'f') || (letter >= 'A' && letter <= 'F'))) {
        return std::nullopt;
      }
    }
    std::from_chars(pair.data(), pair.data() + 2, id.octets[octet++], 16);
    i += 2;
  }
  return id;
}

std::string DynoId::text() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[octets[i] >> 4];
    text += digits[octets[i] & 15];
  }
  return text;
}

DynoState parse_dyno_state(std::string_view word) {
  for (const auto& [state, name] : states) {
    if (name == word) return state;
  }
  return DynoState::other;
}

std::string_view to_text(DynoState state) { return states[static_cast<std::size_t>(state)].second; }

}  // namespace swapguard
