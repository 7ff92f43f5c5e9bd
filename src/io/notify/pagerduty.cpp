// PagerDuty's Events API v2: trigger and resolve under one key for each app and kind.
#include <boost/json.hpp>

#include "io/notify/render.h"

namespace swapguard::notify {
namespace {

namespace json = boost::json;

std::string_view severity_of(guard::Kind kind) {
  if (kind == guard::Kind::blind) return "critical";
  return kind == guard::Kind::not_helping ? "error" : "warning";
}

std::string dedup_key(const Message& message) {
  if (message.app.empty()) return "swapguard/test";
  return shortened("swapguard/" + message.app.text + "/" + std::string(guard::to_text(message.kind)), 255);
}

json::object payload_of(const Message& message) {
  const auto& entry = message.entries.front();
  json::object details{{"events", message.count}, {"reason", entry.reason}};
  if (!entry.decision.empty()) details["decision"] = entry.decision.text;
  json::object payload{{"summary", shortened(headline(message), 1'000)},
                       {"source", message.app.empty() ? "swapguard" : message.app.text},
                       {"severity", message.app.empty() ? "info" : severity_of(message.kind)},
                       {"timestamp", format_rfc3339(message.since)},
                       {"class", guard::to_text(message.kind)},
                       {"custom_details", std::move(details)}};
  if (!entry.type.empty()) payload["component"] = entry.type.text;
  return payload;
}

}  // namespace

std::string pagerduty_body(const Message& message, const Look& look, const std::string& routing_key) {
  const bool opens = message.what != Message::What::resolve;
  json::object body{{"routing_key", routing_key},
                    {"event_action", opens ? "trigger" : "resolve"},
                    {"dedup_key", dedup_key(message)}};
  if (opens && !message.entries.empty()) {
    body["client"] = "swapguard";
    body["payload"] = payload_of(message);
    if (const auto there = link(message, look); !there.empty()) body["client_url"] = there;
  }
  return json::serialize(body);
}

}  // namespace swapguard::notify
