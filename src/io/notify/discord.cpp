// Discord's webhooks: one embed.
#include <boost/json.hpp>

#include "io/notify/render.h"

namespace swapguard::notify {
namespace {

namespace json = boost::json;

// Markdown in the log's texts stays as it was typed.
std::string escaped(std::string_view text) {
  constexpr std::string_view marks = "\\*_~`|>[]()#-";
  std::string safe;
  for (const char letter : text) {
    if (marks.find(letter) != marks.npos) safe += '\\';
    safe += letter;
  }
  return safe;
}

// Red for what is wrong, green for what is over, grey for the rest.
int colour_of(const Message& message) {
  constexpr int red = 0xC0392B, green = 0x2E8B57, grey = 0x7F8C8D;
  if (message.what != Message::What::news) return grey;
  using guard::Kind;
  if (message.kind == Kind::seeing || message.kind == Kind::restarted) return green;
  const bool wrong = message.kind == Kind::blind || message.kind == Kind::restart_failed ||
                     message.kind == Kind::not_helping || message.kind == Kind::budget ||
                     message.kind == Kind::r15;
  return wrong ? red : grey;
}

}  // namespace

std::string discord_body(const Message& message, const Look& look) {
  json::object embed{{"title", shortened(escaped(headline(message)), 250)}};
  std::string description;
  for (const auto& line : lines(message)) description += (description.empty() ? "" : "\n") + escaped(line);
  if (!description.empty()) embed["description"] = shortened(std::move(description), 4'000);
  if (const auto there = link(message, look); !there.empty()) embed["url"] = there;
  embed["color"] = colour_of(message);
  embed["timestamp"] = format_rfc3339(std::chrono::floor<seconds>(message.due));
  // Whatever a text holds, nobody is called by it.
  return json::serialize(json::object{{"username", "swapguard"},
                                      {"allowed_mentions", {{"parse", json::array{}}}},
                                      {"embeds", json::array{std::move(embed)}}});
}

}  // namespace swapguard::notify
