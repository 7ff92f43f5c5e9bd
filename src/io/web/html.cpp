#include "io/web/html.h"

#include "core/base/check.h"

namespace swapguard::web {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// The bytes of the UTF-8 character that `text` begins with; 0: it is none.
std::size_t character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned char second = byte(1);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  const bool is_no_character = first == 0xEF && second == 0xBF && byte(2) >= 0xBE;
  return is_overlong || is_outside || is_no_character ? 0 : length;
}

std::string_view entity(char letter) {
  switch (letter) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\n':
    case '\t':
      return " ";
    default:
      return "";
  }
}

}  // namespace

std::string escape(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = 1;
    if (const std::string_view name = entity(text.front()); !name.empty()) {
      safe += name;
    } else if (length = character(text); length > 0) {
      safe += text.substr(0, length);
    } else {
      safe += replacement;
      length = 1;
    }
    text.remove_prefix(length);
  }
  return safe;
}

void Html::start(Literal tag, Attributes attributes) {
  markup_.append("<").append(tag.text);
  for (const auto& [name, value, present] : attributes) {
    if (present) markup_.append(" ").append(name.text).append("=\"").append(escape(value)).append("\"");
  }
}

Html& Html::open(Literal tag, Attributes attributes) {
  start(tag, attributes);
  markup_ += '>';
  open_.push_back(tag.text);
  return *this;
}

Html& Html::close() {
  CHECK(!open_.empty());
  markup_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

Html& Html::leaf(Literal tag, Attributes attributes, std::string_view text) {
  return open(tag, attributes).text(text).close();
}

Html& Html::empty(Literal tag, Attributes attributes) {
  start(tag, attributes);
  markup_ += "/>";
  return *this;
}

Html& Html::text(std::string_view text) {
  markup_ += escape(text);
  return *this;
}

Html& Html::add(Html part) {
  markup_ += std::move(part).take();
  return *this;
}

std::string Html::take() && {
  CHECK(open_.empty());
  return std::move(markup_);
}

}  // namespace swapguard::web
