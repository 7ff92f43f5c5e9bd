// Html: writes HTML and SVG. What comes from outside can only be text or the value of an attribute, and both
// are escaped; names of elements and attributes are written in the source. There is no door for ready markup.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace swapguard::web {

class Html {
 public:
  // A name that stands in the source.
  struct Literal {
    std::string_view text;
    consteval Literal(const char* name) : text(name) {}  // NOLINT: it is to convert by itself
  };
  struct Attribute {
    Literal name;
    std::string value;
    bool present = true;  // false: it is left out
  };
  using Attributes = std::initializer_list<Attribute>;

  Html& open(Literal tag, Attributes attributes = {});
  Html& close();  // the element that was opened last
  // An element that holds only text, or nothing.
  Html& leaf(Literal tag, Attributes attributes, std::string_view text);
  Html& leaf(Literal tag, std::string_view text) { return leaf(tag, {}, text); }
  // <input/>, <path/>: as HTML and as XML.
  Html& empty(Literal tag, Attributes attributes = {});
  Html& text(std::string_view text);
  Html& add(Html part);  // a finished one

  // The markup; every element must be closed.
  std::string take() &&;

 private:
  void start(Literal tag, Attributes attributes);

  std::string markup_;
  std::vector<std::string_view> open_;
};

// `&`, `<`, `>` and both quotes as entities; control characters and broken UTF-8 as U+FFFD, so that the
// result stands in HTML, in XML and in either kind of quotes.
std::string escape(std::string_view text);

}  // namespace swapguard::web
