// Render: a message as the request that a service wants. Pure. Texts of the log are made harmless for the
// reader's side: no mention, no markup, no control character.
#pragma once

#include <functional>
#include <string>

#include "io/http/client.h"
#include "io/notify/message.h"

namespace swapguard::notify {

enum class Service { slack, discord, pagerduty, webhook };

struct Target {
  Service service = Service::slack;
  std::string address;         // secret, but for PagerDuty's
  std::string routing_key;     // PagerDuty
  std::string signing_secret;  // webhook: whsec_…
};

struct Look {
  std::string site;  // https://guard.example.com; empty: no links
  std::function<std::string(const guard::JournalEntry&)> to_json;  // the entry as /api/v1/events prints it
};

inline constexpr const char* pagerduty_address = "https://events.pagerduty.com/v2/enqueue";
inline constexpr std::size_t body_most = 20'000;  // as Standard Webhooks asks

// One sentence, and what a reader may want besides, a line each.
std::string headline(const Message& message);
std::vector<std::string> lines(const Message& message);
std::string link(const Message& message, const Look& look);  // empty: none

http::Call to_call(const Target& target, const Message& message, const Look& look, Instant now);

// Inside io/notify: one service a file.
std::string slack_body(const Message& message, const Look& look);
std::string discord_body(const Message& message, const Look& look);
std::string pagerduty_body(const Message& message, const Look& look, const std::string& routing_key);
std::string webhook_body(const Message& message, const Look& look);
// `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; a secret that is no base64 counts as it stands.
std::string webhook_signature(const std::string& secret, const std::string& id, std::int64_t timestamp,
                              const std::string& body);

// A sample for `notify test`.
Message test_message(Message::What what, Instant now);

// At most `most` octets, never cut within a character.
std::string shortened(std::string text, std::size_t most);

}  // namespace swapguard::notify
