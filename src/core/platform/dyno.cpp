#include "core/platform/dyno.h"

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "core/base/letters.h"

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

// What a letter may stand for. Names pass here with every metric line, so a table answers.
struct Alphabet {
  std::array<bool, 256> type{};

  constexpr Alphabet() {
    for (unsigned i = 0; i < 26; ++i) type['a' + i] = type['A' + i] = true;
    for (unsigned i = 0; i < 10; ++i) type['0' + i] = true;
    type['_'] = type['-'] = true;
  }
};
constexpr Alphabet alphabet;

bool is_type_letter(char letter) { return alphabet.type[static_cast<unsigned char>(letter)]; }

// Eight letters of which each is a hexadecimal digit of either case.
bool is_hex(std::uint64_t letters) {
  constexpr std::uint64_t ones = 0x0101010101010101U, high = 0x80 * ones;
  const std::uint64_t low = letters & ~high;
  const auto within = [](std::uint64_t each, unsigned from, unsigned to) {
    return (each + (0x80 - from) * ones) & ~(each + (0x7F - to) * ones);
  };
  return (~letters & (within(low, '0', '9') | within(low | 0x20 * ones, 'a', 'f')) & high) == high;
}

// Their value as four octets, the first the lowest.
std::uint32_t hex_number(std::uint64_t letters) {
  std::uint64_t digits = (letters & 0x0F0F0F0F0F0F0F0FU) + 9 * (letters >> 6 & 0x0101010101010101U);
  digits = (digits << 4 | digits >> 8) & 0x00FF00FF00FF00FFU;
  digits = (digits | digits >> 8) & 0x0000FFFF0000FFFFU;
  return static_cast<std::uint32_t>(digits | digits >> 16);
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
  // `web.1`, as nearly all are, in one pass.
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* point = begin;
  while (point != end && is_type_letter(*point)) ++point;
  if (point != begin && point != end && *point == '.') {
    const char* digit = point + 1;
    while (digit != end && is_digit(*digit)) ++digit;
    const auto digits = digit - point - 1;
    if (digit == end && digits > 0 && digits <= 7) return static_cast<std::size_t>(point - begin);
  }
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
  if (type.empty()) return true;
  switch (type.text.front()) {
    case 'r':
      return type.text == "run" || type.text == "release";
    case 's':
      return type.text == "scheduler";
    case 'c':
      return type.text == "console";
    default:
      return type.text.front() == '_';
  }
}

// Four words of eight digits each, wherever the hyphens stand.
std::optional<DynoId> DynoId::parse(std::string_view text) {
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') {
    return std::nullopt;
  }
  const char* const at = text.data();
  const auto pair = [](const char* first, const char* second) {
    std::array<char, 8> both{};
    std::memcpy(both.data(), first, 4);
    std::memcpy(both.data() + 4, second, 4);
    return load8(both.data());
  };
  const std::array<std::uint64_t, 4> words = {load8(at), pair(at + 9, at + 14), pair(at + 19, at + 24),
                                              load8(at + 28)};
  DynoId id;
  bool right = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint64_t letters = words_begin_low ? words[i] : __builtin_bswap64(words[i]);
    right &= is_hex(letters);
    const std::uint32_t octets = hex_number(letters);
    const std::uint32_t as_stored = words_begin_low ? octets : __builtin_bswap32(octets);
    std::memcpy(id.octets.data() + 4 * i, &as_stored, sizeof as_stored);
  }
  return right ? std::optional(id) : std::nullopt;
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
