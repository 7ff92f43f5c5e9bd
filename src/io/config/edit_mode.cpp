#include "io/config/edit_mode.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/config/document.h"

namespace swapguard::config {
namespace {

const Member* find(const Node& table, std::string_view key) {
  const auto found = std::find_if(table.members.begin(), table.members.end(),
                                  [&](const Member& member) { return member.key == key; });
  return found == table.members.end() ? nullptr : &*found;
}

const Node* find_app(const Node& top, const AppName& app) {
  const Member* apps = find(top, "app");
  if (apps == nullptr) return nullptr;
  const auto found = std::find_if(apps->value.items.begin(), apps->value.items.end(), [&](const Node& item) {
    const Member* name = find(item, "name");
    return name != nullptr && name->value.text == app.text;
  });
  return found == apps->value.items.end() ? nullptr : &*found;
}

// Whether the mode at the top is this app's alone: no other app leaves its own out.
bool owns_the_top(const Node& top, const Node& app) {
  const Member* apps = find(top, "app");
  return std::all_of(apps->value.items.begin(), apps->value.items.end(),
                     [&](const Node& item) { return &item == &app || find(item, "mode") != nullptr; });
}

// Where a place lies in the text. Columns count characters.
std::size_t offset_of(std::string_view text, const Place& place) {
  std::size_t at = 0;
  for (int line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
  for (int column = 1; column < place.column; ++column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

// `"observe"` with its quotes; nothing for strings of several lines and what is no string.
std::optional<std::size_t> length_of_string(std::string_view text, std::size_t at) {
  const char quote = at < text.size() ? text[at] : ' ';
  if ((quote != '"' && quote != '\'') || text.substr(at).starts_with(std::string(3, quote))) return {};
  for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      return i + 1 - at;
    }
  }
  return {};
}

std::optional<std::string> with_value(std::string_view text, const Node& value, std::string_view word) {
  const std::size_t at = offset_of(text, value.place);
  const auto length = length_of_string(text, at);
  if (!length) return std::nullopt;
  std::string edited(text);
  return edited.replace(at + 1, *length - 2, word);
}

// A line of its own below the name, indented alike and with the same ending.
std::optional<std::string> with_line(std::string_view text, const Member& name, std::string_view word) {
  const std::size_t key = offset_of(text, name.key_place);
  const std::size_t before = text.rfind('\n', key);
  const std::size_t begin = before == text.npos || key == 0 ? 0 : before + 1;
  const std::string_view indent = text.substr(begin, key - begin);
  if (indent.find_first_not_of(" \t") != indent.npos) return std::nullopt;
  std::size_t end = text.find('\n', key);
  std::string line = fmt::format("{}mode = \"{}\"", indent, word);
  const bool carriage = end != text.npos && end > 0 && text[end - 1] == '\r';
  const std::string_view line_break = carriage ? "\r\n" : "\n";
  std::string edited(text);
  if (end == text.npos) return edited + std::string(line_break) + line;
  return edited.insert(end + 1, line + std::string(line_break));
}

// The document without what may differ, for the comparison of before and after.
std::string outline(const Node& node) {
  std::string text = fmt::format("{}:{}(", static_cast<int>(node.kind), node.text);
  for (const Node& item : node.items) text += outline(item) + ";";
  for (const Member& member : node.members) {
    if (member.key != "mode") text += member.key + "=" + outline(member.value) + ";";
  }
  return text + ")";
}

std::string mode_of(const Node& top, const AppName& app) {
  const Node* table = find_app(top, app);
  const Member* own = table == nullptr ? nullptr : find(*table, "mode");
  const Member* mode = own != nullptr ? own : find(top, "mode");
  return mode == nullptr ? "observe" : mode->value.text;
}

std::optional<std::string> edited_text(std::string_view text, const Node& top, const Node& table,
                                       std::string_view word) {
  const Member* own = find(table, "mode");
  if (own != nullptr) return with_value(text, own->value, word);
  const Member* shared = find(top, "mode");
  if (shared != nullptr && owns_the_top(top, table)) return with_value(text, shared->value, word);
  return with_line(text, *find(table, "name"), word);
}

}  // namespace

Result<std::string, EditRefusal> edit_mode(std::string_view text, const AppName& app, policy::Mode mode) {
  const auto top = parse_document(text, "");
  if (!top) return failure(EditRefusal::not_toml);
  const Node* table = find_app(*top, app);
  if (table == nullptr) return failure(EditRefusal::app_absent);
  const std::string_view word = mode == policy::Mode::armed ? "armed" : "observe";
  if (mode_of(*top, app) == word) return std::string(text);
  const auto edited = edited_text(text, *top, *table, word);
  if (!edited) return failure(EditRefusal::by_hand);
  // Whatever way it was written: it must read as meant, and all else as before.
  const auto after = parse_document(*edited, "");
  if (!after || mode_of(*after, app) != word || outline(*after) != outline(*top)) {
    return failure(EditRefusal::by_hand);
  }
  return *edited;
}

}  // namespace swapguard::config
