#include "io/config/fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "io/config/setting.h"
#include "io/config/suggest.h"

namespace swapguard::config {
namespace {

constexpr std::size_t longest_excerpt = 200;  // characters

bool is_continuation(char octet) { return (static_cast<unsigned char>(octet) & 0xC0) == 0x80; }

std::string_view line_of(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool is_key_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

// What a key of a secret is called, and what people call one.
const std::vector<std::string>& names_of_secrets() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"secret", "password", "token", "api_key"};
    for (const Setting& setting : settings_table()) {
      if (setting.secret) all.emplace_back(setting.name);
    }
    return all;
  }();
  return names;
}

// Whether a word of the line that may be a key speaks of a secret, misspelt or not. `drain_secret_env` names
// a variable and hides nothing.
bool mentions_secret(std::string_view line) {
  if (line.find("postgres") != std::string_view::npos) return true;  // the address holds a password
  while (!line.empty()) {
    std::size_t length = 0;
    while (length < line.size() && is_key_letter(line[length])) ++length;
    const std::string_view word = line.substr(0, length);
    line.remove_prefix(std::max<std::size_t>(length, 1));
    const std::size_t next = line.find_first_not_of(" \t\"'");
    if (word.empty() || next == std::string_view::npos || word.ends_with("_env")) continue;
    // A value follows, even where the `=` was forgotten.
    const bool quoted = line.substr(0, next).find_first_of("\"'") != std::string_view::npos;
    if (line[next] != '=' && line[next] != '[' && !quoted) continue;
    for (const std::string& name : names_of_secrets()) {
      if (word.find(name) != std::string_view::npos || nearest(word, {name})) return true;
    }
  }
  return false;
}

// `name = …` with a bare key: a value that goes on from the line before does not look like it.
bool begins_a_key(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '"' || line[first] == '\'') return false;
  const std::size_t end =
      line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. \t", first);
  return line[first] == '[' || (end != std::string_view::npos && end > first && line[end] == '=');
}

// Letters of `line` from `from` on become stars; quotes, brackets and ${NAME} stay, and with them the
// columns.
std::string starred(std::string_view line, std::size_t from) {
  std::string shown{line.substr(0, from)};
  for (std::size_t i = from; i < line.size(); ++i) {
    if (line.substr(i).starts_with("${")) {
      const std::size_t end = std::min(line.find_first_of(":}", i), line.size());
      shown += line.substr(i, end - i);
      i = end;
      if (i >= line.size()) break;
    }
    if (is_continuation(line[i])) continue;
    const bool stays = std::string_view{" \t\"'[]{},="}.find(line[i]) != std::string_view::npos;
    shown += stays ? line[i] : '*';
  }
  return shown;
}

// As far as `characters`, and never in the middle of one.
std::string_view first_characters(std::string_view text, std::size_t characters) {
  std::size_t i = 0;
  while (i < text.size() && (characters > 0 || is_continuation(text[i]))) {
    if (!is_continuation(text[i])) --characters;
    ++i;
  }
  return text.substr(0, i);
}

// Spaces up to the column, with the tabs of the line above kept so that the caret stands where it should.
std::string caret_line(const Fault& fault) {
  std::string padding;
  int column = 1;
  for (const char letter : fault.excerpt) {
    if (is_continuation(letter)) continue;
    if (column >= fault.place.column) break;
    padding += letter == '\t' ? '\t' : ' ';
    ++column;
  }
  if (column < fault.place.column) padding.append(1, ' ');
  return padding + std::string(static_cast<std::size_t>(std::max(fault.place.length, 1)), '^');
}

std::string to_text(const Fault& fault) {
  const Place& place = fault.place;
  if (place.line == 0) {
    return fmt::format("{}: {}{}\n", place.source, fault.message,
                       fault.note.empty() ? "" : "; " + fault.note);
  }
  return fmt::format("{}:{}:{}: {}\n{:>5} | {}\n      | {}{}\n", place.source, place.line, place.column,
                     fault.message, place.line, fault.excerpt, caret_line(fault),
                     fault.note.empty() ? "" : " " + fault.note);
}

std::string list(Faults faults, std::string_view severity, std::string_view noun, std::string_view code) {
  if (faults.empty()) return "";
  std::stable_sort(faults.begin(), faults.end(), [](const Fault& left, const Fault& right) {
    return std::pair(left.place.line == 0, left.place.line) <
           std::pair(right.place.line == 0, right.place.line);
  });
  std::set<std::string> sources;
  for (const Fault& fault : faults) sources.insert(fault.place.source);
  std::string text = fmt::format(
      "{}: {} has {} {}{} [{}]\n\n", severity,
      sources.size() == 1 && faults[0].place.line > 0 ? faults[0].place.source : "the configuration",
      faults.size(), noun, faults.size() == 1 ? "" : "s", code);
  for (const Fault& fault : faults) text += to_text(fault);
  return text;
}

}  // namespace

std::string to_text(const Faults& errors) { return list(errors, "error", "error", "SG1501"); }

std::string warnings_to_text(const Faults& warnings) {
  return list(warnings, "warning", "warning", "SG1502");
}

std::string excerpt_of(std::string_view text, int line) {
  const std::string_view own = line_of(text, line);
  std::string shown{own};
  if (mentions_secret(own)) {
    const std::size_t value = own.find_first_of("=\"'[");
    shown = starred(own, value == std::string_view::npos ? 0 : value + 1);
  } else if (!begins_a_key(own)) {
    for (int above = line - 1; above > 0; --above) {
      const std::string_view before = line_of(text, above);
      if (mentions_secret(before)) shown = starred(own, 0);
      if (mentions_secret(before) || begins_a_key(before)) break;
    }
  }
  for (char& letter : shown) {
    if ((static_cast<unsigned char>(letter) < ' ' && letter != '\t') || letter == '\x7f') letter = '?';
  }
  return std::string{first_characters(shown, longest_excerpt)};
}

}  // namespace swapguard::config
