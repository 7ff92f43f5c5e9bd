#include "io/config/document.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace swapguard::config {
namespace {

constexpr std::size_t largest_text = 1 << 20;

Place place_of(const toml::source_region& region, const std::string& source) {
  const bool one_line = region.begin.line == region.end.line && region.end.column > region.begin.column;
  return {.source = source,
          .line = static_cast<int>(region.begin.line),
          .column = static_cast<int>(region.begin.column),
          .length = one_line ? static_cast<int>(region.end.column - region.begin.column) : 1};
}

NodeKind kind_of(const toml::node& node) {
  if (node.is_string()) return NodeKind::text;
  if (node.is_number()) return NodeKind::number;
  if (node.is_boolean()) return NodeKind::truth;
  if (node.is_array()) return NodeKind::list;
  if (node.is_table()) return NodeKind::table;
  return NodeKind::time;
}

template <class Value>
std::string written(const Value& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return fmt::format("{}", number->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* date = node.as_date()) return written(date->get());
  if (const auto* time = node.as_time()) return written(time->get());
  if (const auto* both = node.as_date_time()) return written(both->get());
  return "";
}

Node tree_of(const toml::node& node, const std::string& source) {
  Node tree{.kind = kind_of(node), .text = scalar_text(node), .place = place_of(node.source(), source)};
  if (const auto* list = node.as_array()) {
    for (const toml::node& item : *list) tree.items.push_back(tree_of(item, source));
  }
  if (const auto* table = node.as_table()) {
    for (const auto& [key, value] : *table) {
      tree.members.push_back(
          {std::string{key.str()}, place_of(key.source(), source), tree_of(value, source)});
    }
    std::stable_sort(tree.members.begin(), tree.members.end(), [](const Member& left, const Member& right) {
      return std::pair(left.key_place.line, left.key_place.column) <
             std::pair(right.key_place.line, right.key_place.column);
    });
  }
  return tree;
}

// `restart_at = 90%` and `cooldown = 30m`: the commonest slip has a better hint than the parser's sentence.
std::string quotes_note(std::string_view excerpt) {
  const std::size_t equals = excerpt.find('=');
  if (equals == std::string_view::npos) return "";
  std::string_view value = excerpt.substr(equals + 1);
  value = value.substr(0, value.find('#'));
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  const bool bare = !value.empty() && value.find_first_of("\"'[]{}*") == std::string_view::npos;
  return bare ? fmt::format("text stands in quotes: \"{}\"", value) : "";
}

// `Error while parsing key-value pair: expected …` is `expected …`.
std::string sentence(std::string_view description) {
  if (description.starts_with("Error while parsing ")) {
    const std::size_t colon = description.find(": ");
    if (colon != std::string_view::npos) description.remove_prefix(colon + 2);
  }
  std::string text;
  for (const char letter : description) text += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  return "not TOML: " + text;
}

}  // namespace

Result<Node, Fault> parse_document(std::string_view text, const std::string& source) {
  if (text.size() > largest_text) {
    return failure(Fault{.place = {.source = source}, .message = "is larger than 1 MB"});
  }
  try {
    return tree_of(toml::parse(text, std::string_view{source}), source);
  } catch (const toml::parse_error& error) {
    Fault fault{.place = place_of(error.source(), source), .message = sentence(error.description())};
    fault.excerpt = excerpt_of(text, fault.place.line);
    fault.note = quotes_note(fault.excerpt);
    return failure(std::move(fault));
  }
}

}  // namespace swapguard::config
