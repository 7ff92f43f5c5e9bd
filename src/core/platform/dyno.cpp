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

// What a letter may stand for. Names and ids pass here with every metric line, so a table answers.
constexpr std::uint8_t no_hex = 0xFF;
struct Alphabet {
  std::array<bool, 256> type{};
  std::array<std::uint8_t, 256> hex{};

  constexpr Alphabet() {
    hex.fill(no_hex);
    for (unsigned i = 0; i < 26; ++i) type['a' + i] = type['A' + i] = true;
    for (unsigned i = 0; i < 10; ++i) {
      type['0' + i] = true;
      hex['0' + i] = static_cast<std::uint8_t>(i);
    }
    for (unsigned i = 0; i < 6; ++i) hex['a' + i] = hex['A' + i] = static_cast<std::uint8_t>(10 + i);
    type['_'] = type['-'] = true;
  }
};
constexpr Alphabet alphabet;

bool is_type_letter(char letter) { return alphabet.type[static_cast<unsigned char>(letter)]; }
std::uint8_t hex_digit(char letter) { return alphabet.hex[static_cast<unsigned char>(letter)]; }

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
  // `web.1`, as nearly all are, in one pass.
  std::size_t size = 0;
  while (size < text.size() && is_type_letter(text[size])) ++size;
  std::size_t digits = size + 1;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == text.size() && size > 0 && text[size] == '.' && digits - size - 1 - 1U < 7) return size;
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
  constexpr std::array<std::size_t, 16> where = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
    return std::nullopt;
  }
  DynoId id;
  unsigned wrong = 0;
  for (std::size_t i = 0; i < where.size(); ++i) {
    const unsigned high = hex_digit(text[where[i]]), low = hex_digit(text[where[i] + 1]);
    wrong |= high | low;
    id.octets[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return wrong > 15 ? std::nullopt : std::optional(id);
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
