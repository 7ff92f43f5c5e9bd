// Slack's incoming webhooks: `text` for notifications, blocks for the eye.
#include <boost/json.hpp>

#include "io/notify/render.h"

namespace swapguard::notify {
namespace {

namespace json = boost::json;

// Slack reads `<…>` as links and mentions; so much is to be escaped, and no more.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '&') {
      safe += "&amp;";
    } else if (letter == '<') {
      safe += "&lt;";
    } else if (letter == '>') {
      safe += "&gt;";
    } else {
      safe += letter;
    }
  }
  return safe;
}

json::object section(std::string_view kind, std::string text) {
  return {{"type", "section"}, {"text", {{"type", kind}, {"text", std::move(text)}}}};
}

}  // namespace

std::string slack_body(const Message& message, const Look& look) {
  constexpr std::size_t text_most = 2'900;  // a section takes 3000 characters
  const std::string head = headline(message);
  std::string plain = head;
  for (const auto& line : lines(message)) plain += "\n" + line;
  plain = shortened(std::move(plain), text_most);
  json::array blocks{section("plain_text", plain)};
  if (const auto there = link(message, look); !there.empty()) {
    blocks.push_back(section("mrkdwn", "<" + escaped(there) + "|Look at it>"));
  }
  return json::serialize(
      json::object{{"text", escaped(shortened(head, text_most))}, {"blocks", std::move(blocks)}});
}

}  // namespace swapguard::notify
