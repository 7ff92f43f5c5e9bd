// Keys: what a terminal sends, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace swapguard::app {

struct Key {
  enum class Kind { character, up, down, page_up, page_down, enter, tab, escape, backspace };
  Kind kind = Kind::character;
  char character = 0;  // ASCII only

  bool operator==(const Key&) const = default;
};

class KeyReader {
 public:
  // The keys in these octets; a sequence that is cut is kept for the next. An escape alone is a key once
  // `at_rest`: nothing more came after it.
  std::vector<Key> read(std::string_view octets, bool at_rest);

 private:
  std::string rest_;
};

}  // namespace swapguard::app
