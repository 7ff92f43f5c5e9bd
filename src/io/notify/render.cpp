#include "io/notify/render.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace swapguard::notify {
namespace {

using guard::Kind;

std::string one_line(std::string_view text) {
  std::string line;
  for (const char letter : text)
    line += static_cast<unsigned char>(letter) < ' ' || letter == '\x7f' ? ' ' : letter;
  return line;
}

std::string app_prefix(const AppName& app) { return app.empty() ? "" : app.text + ": "; }

// What the digest calls a kind: one, several.
struct Counted {
  Kind kind;
  std::string_view one, several;
};
constexpr std::array<Counted, 11> counted{
    {{Kind::restarted, "restart", "restarts"},
     {Kind::restart_failed, "failed restart", "failed restarts"},
     {Kind::would_restart, "would-be restart", "would-be restarts"},
     {Kind::held, "held back", "held back"},
     {Kind::r14, "R14", "R14"},
     {Kind::r15, "R15", "R15"},
     {Kind::crashed, "crash", "crashes"},
     {Kind::platform_restart, "restart by Heroku", "restarts by Heroku"},
     {Kind::blind, "time blind", "times blind"},
     {Kind::budget, "budget used up", "times budget used up"},
     {Kind::not_helping, "not helping", "times not helping"}}};

std::string day_of(const std::map<Kind, std::int64_t>& kinds) {
  std::string text;
  for (const Counted& row : counted) {
    const auto found = kinds.find(row.kind);
    if (found == kinds.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", found->second,
                        found->second == 1 ? row.one : row.several);
  }
  return text;
}

std::string_view over(Kind kind) {
  if (kind == Kind::blind) return "memory is seen again";
  if (kind == Kind::not_helping) return "restarts help again, or something changed";
  if (kind == Kind::restart_failed) return "a restart succeeded";
  return "the budget has room again";
}

}  // namespace

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string headline(const Message& message) {
  if (message.what == Message::What::test) return "swapguard: a test message. This channel works.";
  if (message.what == Message::What::digest) {
    return "swapguard: the day until " + format_rfc3339(message.due).substr(0, 10);
  }
  if (message.what == Message::What::resolve && message.entries.empty()) return "over";
  const std::string app = app_prefix(message.app);
  if (message.what == Message::What::resolve) return one_line(app + std::string(over(message.kind)));
  std::string text = app + message.entries.front().title;
  if (message.count > 1) text += fmt::format(" (and {} more like it)", message.count - 1);
  return one_line(text);
}

std::vector<std::string> lines(const Message& message) {
  std::vector<std::string> all;
  for (const auto& [app, kinds] : message.day) all.push_back(one_line(app_prefix(app) + day_of(kinds)));
  for (std::size_t i = 1; i < message.entries.size(); ++i) all.push_back(one_line(message.entries[i].title));
  if (message.count > static_cast<std::int64_t>(message.entries.size()) && message.day.empty() &&
      message.count > 1) {
    all.push_back(fmt::format("{} events since {} UTC", message.count,
                              format_rfc3339(std::chrono::floor<seconds>(message.since)).substr(11, 5)));
  }
  return all;
}

std::string link(const Message& message, const Look& look) {
  if (look.site.empty()) return "";
  if (message.app.empty()) return look.site + "/";
  const std::string page = look.site + "/apps/" + http::url_encode(message.app.text);
  const auto& entries = message.entries;
  if (entries.empty() || entries.front().decision.empty()) return page;
  return page + "/decisions/" + http::url_encode(entries.front().decision.text);
}

http::Call to_call(const Target& target, const Message& message, const Look& look, Instant now) {
  http::Call call{.method = "POST", .url = target.address};
  call.leads_out = true;
  call.headers.set("Content-Type", "application/json");
  call.headers.set("User-Agent", "swapguard");
  call.body_limit = std::size_t{64} << 10;
  switch (target.service) {
    case Service::slack:
      call.body = slack_body(message, look);
      break;
    case Service::discord:
      call.body = discord_body(message, look);
      break;
    case Service::pagerduty:
      call.body = pagerduty_body(message, look, target.routing_key);
      break;
    case Service::webhook:
      call.body = webhook_body(message, look);
      const std::int64_t at = std::chrono::floor<seconds>(now).time_since_epoch().count();
      call.headers.set("webhook-id", message.id);
      call.headers.set("webhook-timestamp", std::to_string(at));
      call.headers.set("webhook-signature",
                       webhook_signature(target.signing_secret, message.id, at, call.body));
      break;
  }
  return call;
}

Message test_message(Message::What what, Instant now) {
  Message message;
  message.what = what;
  message.id = fmt::format("msg_test{}", now.time_since_epoch().count());
  message.due = now;
  message.since = now;
  message.count = 1;
  if (what == Message::What::test) return message;
  guard::JournalEntry entry;
  entry.kind = Kind::blind;
  entry.at = now;
  entry.reason = "test";
  entry.title = "a test of swapguard: nothing is wrong, and it resolves itself";
  message.entries = {entry};
  return message;
}

}  // namespace swapguard::notify
