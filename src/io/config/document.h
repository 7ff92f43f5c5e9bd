// A TOML document as a plain tree with places; the parser stays behind this door.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "io/config/fault.h"

namespace swapguard::config {

enum class NodeKind { text, number, truth, time, list, table };

struct Member;

struct Node {
  NodeKind kind = NodeKind::table;
  std::string text;             // of scalars: a string's content, else as TOML writes it
  std::vector<Node> items;      // of lists
  std::vector<Member> members;  // of tables, in the order of the file
  Place place;
};

struct Member {
  std::string key;
  Place key_place;
  Node value;
};

// The top table. Texts above 1 MB are refused.
Result<Node, Fault> parse_document(std::string_view text, const std::string& source);

}  // namespace swapguard::config
