#include "io/hooks/hooks.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "io/hooks/alert_body.h"

namespace swapguard::hooks {
namespace {

namespace json = boost::json;

constexpr std::string_view path_head = "/hooks/restart/";
constexpr std::size_t peers_most = 8;
constexpr Duration warn_every = minutes{1};

http::Response answer(int status, const json::object& body) {
  http::Response response{.status = status, .headers = {}, .body = json::serialize(body) + "\n"};
  response.headers.set("Content-Type", "application/json");
  return response;
}

http::Response refusal(int status, const std::string& reason) { return answer(status, {{"error", reason}}); }

http::Response come_later(Duration wait) {
  http::Response response = refusal(429, "too many calls");
  response.headers.set("Retry-After", std::to_string(std::chrono::ceil<seconds>(wait).count()));
  return response;
}

struct Target {
  AppName app;
  ProcessType type;
};

// /hooks/restart/acme-prod/web
Target target_of(std::string_view path) {
  path.remove_prefix(path_head.size());
  const std::size_t slash = path.find('/');
  Target target{AppName(http::url_decode(path.substr(0, slash))), {}};
  if (slash != std::string_view::npos) target.type = ProcessType(http::url_decode(path.substr(slash + 1)));
  return target;
}

std::string key_of(const http::Request& request) {
  constexpr std::string_view bearer = "Bearer ";
  const std::string_view authorization = request.headers.get("Authorization");
  if (authorization.starts_with(bearer)) return std::string(authorization.substr(bearer.size()));
  if (const auto basic = http::basic_credentials(request.headers)) return basic->password;
  return request.query("key");
}

// Compares with all keys, so that the time tells nothing about which one was near.
bool fits_one(const std::string& given, const std::vector<std::string>& keys) {
  bool fits = false;
  for (const std::string& key : keys) {
    const bool same = http::equal_in_constant_time(given, key);
    fits = fits || (same && !key.empty());
  }
  return fits;
}

std::string sha256(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

// Heroku's router gives each call an X-Request-Id of its own: behind it the header tells nothing.
bool is_routed(const http::Headers& headers) {
  const std::string_view via = headers.get("Via");
  return via.find("vegur") != std::string_view::npos || via.find("heroku") != std::string_view::npos;
}

history::Delivery delivery_of(const http::Request& request) {
  std::string_view key = request.headers.get("Idempotency-Key");
  if (key.empty() && !is_routed(request.headers)) key = request.headers.get("X-Request-Id");
  const std::string path(request.path());
  if (!key.empty()) return {"key " + sha256(path + "\n" + std::string(key)), Hooks::same_key_within};
  return {"body " + sha256(path + "\n" + request.body), Hooks::same_body_within};
}

std::vector<DynoName> of_type(std::vector<DynoName> dynos, const ProcessType& type) {
  if (!type.empty()) std::erase_if(dynos, [&](const DynoName& dyno) { return dyno.type() != type; });
  return dynos;
}

http::Response told(const Taken& taken, const AppName& app) {
  if (taken.status == 429) return come_later(minutes{1});
  if (taken.status != 202) return refusal(taken.status, taken.note);
  json::array dynos;
  for (const DynoName& dyno : taken.dynos) dynos.emplace_back(dyno.text);
  return answer(
      202,
      {{"request", taken.request}, {"app", app.text}, {"dynos", std::move(dynos)}, {"note", taken.note}});
}

}  // namespace

void Hooks::set(const AppName& app, std::vector<std::string> keys) {
  if (keys.empty()) {
    apps_.erase(app);
  } else {
    apps_[app].keys = std::move(keys);
  }
}

std::optional<Duration> Hooks::wait(App& app) {
  const Instant now = doors_.now();
  const double a_second = calls_a_minute / 60.0;
  const Duration passed = std::max(Duration{0}, now - app.filled_at.value_or(now));
  app.calls_left = std::min<double>(burst, app.calls_left + to_seconds(passed) * a_second);
  app.filled_at = now;
  if (app.calls_left < 1) return seconds{1};
  app.calls_left -= 1;
  return std::nullopt;
}

void Hooks::note_wrong_key(const std::string& peer, const AppName& name, App& app) {
  const Instant now = doors_.now();
  WrongKeys& wrong = app.wrong;
  if (wrong.count++ == 0) wrong.since = now;
  const bool noted = std::find(wrong.peers.begin(), wrong.peers.end(), peer) != wrong.peers.end();
  if (!noted && wrong.peers.size() < peers_most) wrong.peers.push_back(peer);
  if (app.warned_at && now < *app.warned_at + warn_every) return;
  app.warned_at = now;
  doors_.wrong_keys(name, wrong);
}

std::optional<http::Response> Hooks::refuse(const http::Request& request, const AppName& name, App& app) {
  if (!fits_one(key_of(request), app.keys)) {
    note_wrong_key(request.peer, name, app);
    http::Response refused = refusal(401, "wrong key");
    refused.headers.set("WWW-Authenticate", "Bearer realm=\"hooks\"");
    return refused;
  }
  app.wrong = {};
  if (request.method != "POST") {
    http::Response refused = refusal(405, "POST it");
    refused.headers.set("Allow", "POST");
    return refused;
  }
  if (request.body.size() > body_max) return refusal(413, "the body is too long");
  if (const auto later = wait(app)) return come_later(*later);
  return std::nullopt;
}

asio::awaitable<http::Answer> Hooks::handle(http::Request request) {
  const Target target = target_of(request.path());
  const auto found = apps_.find(target.app);
  if (found == apps_.end()) co_return refusal(404, "no such hook");
  auto refused = refuse(request, target.app, found->second);
  if (refused) co_return *std::move(refused);
  const std::vector<DynoName> named = dynos_named(request.body);
  guard::Requested wish{.app = target.app, .type = target.type};
  wish.dynos = of_type(named, target.type);
  wish.by = "webhook";
  if (!named.empty() && wish.dynos.empty()) {
    co_return refusal(
        409, fmt::format("the alert is about {}, this hook is for {}", named.front().text, target.type.text));
  }
  history::Delivery delivery = delivery_of(request);
  const Taken taken = co_await doors_.take(std::move(wish), std::move(delivery));
  co_return told(taken, target.app);
}

}  // namespace swapguard::hooks
