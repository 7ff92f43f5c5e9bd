#include "io/hooks/platform_hooks.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <utility>

#include "io/hooks/platform_event.h"

namespace swapguard::hooks {
namespace {

constexpr std::size_t peers_most = 8;
constexpr Duration warn_every = minutes{1};

http::Response answer_of(int status) { return {.status = status, .headers = {}, .body = {}}; }

// Compares with all secrets, so that the time tells nothing about which one was near.
bool is_signed(const http::Request& request, const std::vector<std::string>& secrets) {
  const std::string_view given = request.headers.get("Heroku-Webhook-Hmac-SHA256");
  bool fits = false;
  for (const std::string& secret : secrets) {
    const bool same = http::equal_in_constant_time(given, webhook_signature(secret, request.body));
    fits = fits || (same && !secret.empty());
  }
  return fits;
}

}  // namespace

std::string webhook_signature(std::string_view secret, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &length);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> text{};
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(length));
  return {text.begin(), text.begin() + size};
}

void PlatformHooks::set(const AppName& app, std::vector<std::string> secrets) {
  if (secrets.empty()) {
    apps_.erase(app);
  } else {
    apps_[app].secrets = std::move(secrets);
  }
}

http::Response PlatformHooks::answer(const http::Request& request) {
  const AppName name(http::url_decode(request.path().substr(path_head.size())));
  const auto found = apps_.find(name);
  if (found == apps_.end()) return answer_of(404);
  if (request.method != "POST") return answer_of(405);
  if (request.body.size() > body_max) return answer_of(413);
  App& app = found->second;
  if (!is_signed(request, app.secrets)) {
    note_wrong(request.peer, name, app);
    return answer_of(401);
  }
  app.wrong = {};
  const auto event = read_platform_event(request.body);
  if (!event) return answer_of(400);
  ++app.counts.deliveries;
  const Duration age = doors_.now() - event->at;
  if (age > fresh_for) {
    ++app.counts.stale;
  } else if (is_known(name.text + " " + event->delivery)) {
    ++app.counts.repeated;
  } else if (event->app.empty() || event->app == name.text) {
    for (const auto& seen : event->says) doors_.observed(name, seen);
  }
  return answer_of(204);
}

bool PlatformHooks::is_known(const std::string& delivery) {
  const Instant now = doors_.now();
  // Twice as long as an event is fresh: clocks differ.
  while (!order_.empty() &&
         (order_.front().first < now - 2 * fresh_for || order_.size() >= remembered_most)) {
    known_.erase(order_.front().second);
    order_.pop_front();
  }
  if (!known_.insert(delivery).second) return true;
  order_.emplace_back(now, delivery);
  return false;
}

void PlatformHooks::note_wrong(const std::string& peer, const AppName& name, App& app) {
  const Instant now = doors_.now();
  if (app.wrong.count++ == 0) app.wrong.since = now;
  const bool noted = std::ranges::find(app.wrong.peers, peer) != app.wrong.peers.end();
  if (!noted && app.wrong.peers.size() < peers_most) app.wrong.peers.push_back(peer);
  if (app.warned_at && now < *app.warned_at + warn_every) return;
  app.warned_at = now;
  if (doors_.wrong_signatures) doors_.wrong_signatures(name, app.wrong);
}

std::optional<PlatformHookCounts> PlatformHooks::counts(const AppName& app) const {
  const auto found = apps_.find(app);
  return found == apps_.end() ? std::nullopt : std::optional(found->second.counts);
}

}  // namespace swapguard::hooks
