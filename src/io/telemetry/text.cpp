#include "io/telemetry/text.h"

#include <array>
#include <cstdint>

namespace swapguard::telemetry {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Spelling {
  std::string_view utf8, ascii;
};
constexpr std::array<Spelling, 12> spellings{{{"…", "..."},
                                              {"→", "->"},
                                              {"–", "-"},
                                              {"—", "-"},
                                              {"−", "-"},
                                              {"±", "+-"},
                                              {"×", "x"},
                                              {"·", "-"},
                                              {"“", "\""},
                                              {"”", "\""},
                                              {"’", "'"},
                                              {"≥", ">="}}};

// The length of the well-formed character at the front of `text`; 0 when it is broken. Refuses overlong
// forms, surrogates and what lies past U+10FFFF (RFC 3629).
std::size_t character_length(std::string_view text) {
  const auto octet = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = octet(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned char second = octet(1);
  const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

// C0, DEL and C1: a terminal may take each for an order.
bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
  return lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

std::string_view spelled_in_ascii(std::string_view character) {
  if (character.size() == 1) return character;
  for (const Spelling& spelling : spellings) {
    if (spelling.utf8 == character) return spelling.ascii;
  }
  return "?";
}

}  // namespace

std::string one_line(std::string_view text, Charset charset) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    std::string_view character = length == 0 ? replacement : text.substr(0, length);
    if (character == "\n" || character == "\t" || character == "\r") {
      character = " ";
    } else if (is_control(character)) {
      character = replacement;
    }
    line += charset == Charset::utf8 ? character : spelled_in_ascii(character);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return line;
}

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char octet : utf8) count += (static_cast<unsigned char>(octet) & 0xC0) != 0x80 ? 1U : 0U;
  return count;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string cell{text};
  const std::size_t have = count_characters(text);
  if (have < width) cell.append(width - have, ' ');
  return cell;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t first_column, std::size_t indent) {
  std::string lines;
  std::size_t column = first_column;
  bool line_is_empty = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    const std::size_t length = count_characters(word);
    if (!line_is_empty && column + 1 + length > width) {
      lines += '\n';
      lines.append(indent, ' ');
      column = indent;
      line_is_empty = true;
    }
    if (!line_is_empty) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += length;
    line_is_empty = false;
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return lines;
}

}  // namespace swapguard::telemetry
