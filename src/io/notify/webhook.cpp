// Standard Webhooks: signed JSON for whatever takes it (https://www.standardwebhooks.com).
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <boost/json.hpp>
#include <vector>

#include "io/notify/render.h"

namespace swapguard::notify {
namespace {

namespace json = boost::json;

std::string type_of(const Message& message) {
  if (message.what == Message::What::digest) return "swapguard.digest";
  if (message.what == Message::What::test) return "swapguard.test";
  return "swapguard." + std::string(guard::to_text(message.kind));
}

std::vector<unsigned char> key_of(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
  std::vector<unsigned char> key(secret.size() / 4 * 3 + 3);
  const int length = secret.size() % 4 != 0
                         ? -1
                         : EVP_DecodeBlock(key.data(), reinterpret_cast<const unsigned char*>(secret.data()),
                                           static_cast<int>(secret.size()));
  if (length < 0) return {secret.begin(), secret.end()};
  key.resize(static_cast<std::size_t>(length));
  // OpenSSL counts the padding, too.
  for (std::size_t i = secret.size(); i > 0 && secret[i - 1] == '=' && !key.empty(); --i) key.pop_back();
  return key;
}

}  // namespace

std::string webhook_body(const Message& message, const Look& look) {
  std::string events;
  for (const auto& entry : message.entries) {
    const std::string one = look.to_json(entry);
    if (events.size() + one.size() > body_most / 2) break;
    events += (events.empty() ? "" : ",") + one;
  }
  json::object data{{"title", shortened(headline(message), 2'000)}, {"count", message.count}};
  if (!message.app.empty()) data["app"] = message.app.text;
  if (const auto there = link(message, look); !there.empty()) data["url"] = there;
  json::object day;
  for (const auto& [app, kinds] : message.day) {
    if (day.size() >= 50) break;
    json::object counts;
    for (const auto& [kind, count] : kinds) counts[guard::to_text(kind)] = count;
    day[app.text] = std::move(counts);
  }
  if (!day.empty()) data["day"] = std::move(day);
  std::string inner = json::serialize(data);
  inner.pop_back();  // the events are JSON already
  return fmt::format("{{\"type\":\"{}\",\"timestamp\":\"{}\",\"data\":{},\"events\":[{}]}}}}",
                     type_of(message), format_rfc3339(message.due), inner, events);
}

std::string webhook_signature(const std::string& secret, const std::string& id, std::int64_t timestamp,
                              const std::string& body) {
  const std::string signed_text = fmt::format("{}.{}.{}", id, timestamp, body);
  const auto key = key_of(secret);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(),
       &length);
  std::string text(std::size_t{length} / 3 * 4 + 5, '\0');
  const int written =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), digest.data(), static_cast<int>(length));
  text.resize(static_cast<std::size_t>(written));
  return "v1," + text;
}

}  // namespace swapguard::notify
