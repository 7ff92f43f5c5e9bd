// Routes of log sessions, log drains and webhooks.
#include <fmt/format.h>

#include <algorithm>

#include "sim/server/call.h"

namespace swapguard::sim {
namespace {

constexpr std::size_t drains_most = 6;  // an app, in Logplex's source
constexpr std::size_t webhooks_most = 100;
constexpr int lines_most = 1500;

std::string base_url(const ApiCall& call) {
  const auto host = call.request.headers.get("Host");
  return fmt::format("http://{}", host.empty() ? "127.0.0.1" : host);
}

// The public shape of 2023; clients must take it as it is.
std::string stream_url(const ApiCall& call, const LogSession& session) {
  return fmt::format(
      "{}/stream?channel_id=app-{}&num={}&ps={}&region=us&source={}&tail={}&timestamp={}&token={}",
      base_url(call), call.stage.id_of("app/" + session.app.text), session.lines,
      http::url_encode(session.dyno), session.source, session.tail,
      std::chrono::floor<seconds>(session.created_at).time_since_epoch().count(), session.id);
}

http::Response open_session(ApiCall& call) {
  LogSession session;
  session.id = call.stage.random.uuid().text();
  session.app = call.app->name();
  session.created_at = call.stage.now();
  session.source = call.text("source");
  for (const char* field : {"dyno", "dyno_name", "ps", "type"}) {  // all its names over the years
    if (session.dyno.empty()) session.dyno = call.text(field);
  }
  if (!session.source.empty() && session.source != "app" && session.source != "heroku") {
    return invalid("source must be app or heroku.");
  }
  if (const json::value* lines = call.body.if_contains("lines")) {
    if (!lines->is_int64()) return invalid("lines must be an integer.");
    session.lines = static_cast<int>(std::clamp<std::int64_t>(lines->as_int64(), 0, lines_most));
  }
  if (const json::value* tail = call.body.if_contains("tail")) {
    if (!tail->is_bool()) return invalid("tail must be a boolean.");
    session.tail = tail->as_bool();
  }
  const json::object body = session_json(session, stream_url(call, session));
  call.stage.sessions.open(std::move(session));
  return reply(201, body);
}

http::Response drains(ApiCall& call) {
  json::array list;
  for (const DrainPtr& drain : call.stage.drains.of(call.app->name())) {
    list.push_back(drain_json(call.stage, *call.app, *drain));
  }
  return reply(200, list);
}

http::Response add_drain(ApiCall& call) {
  if (call.app->state().spec.generation == "fir") {
    return invalid("Log drains are not available for Fir apps.");
  }
  const std::string url = call.text("url");
  const bool usable = url.starts_with("http://") || url.starts_with("https://");
  if (!usable) return invalid("Url is invalid: this platform delivers to http:// and https:// drains.");
  Drains& drains = call.stage.drains;
  if (drains.find(call.app->name(), url)) return invalid("Url has already been taken");
  if (drains.of(call.app->name()).size() >= drains_most) return invalid("You have reached the drain limit.");
  const DrainPtr drain = drains.add(call.app->name(), url, call.stage.now());
  // The apps of this platform have no processes that could answer, and the real ones are not to be bothered.
  drain->silent = url.find(".herokuapp.com/") != std::string::npos;
  return reply(201, drain_json(call.stage, *call.app, *drain));
}

http::Response drain_info(ApiCall& call) {
  const DrainPtr drain = call.stage.drains.find(call.app->name(), call.param());
  return drain ? reply(200, drain_json(call.stage, *call.app, *drain)) : not_found("log drain");
}

http::Response remove_drain(ApiCall& call) {
  http::Response response = drain_info(call);
  call.stage.drains.remove(call.app->name(), call.param());
  return response;
}

http::Response webhooks(ApiCall& call) {
  json::array list;
  for (const Webhook& webhook : call.stage.webhooks) {
    if (webhook.app == call.app->name()) list.push_back(webhook_json(call.stage, *call.app, webhook));
  }
  return reply(200, list);
}

http::Response add_webhook(ApiCall& call) {
  const json::value* include = call.body.if_contains("include");
  Webhook webhook{call.stage.random.uuid().text(),
                  call.app->name(),
                  call.text("level"),
                  call.text("url"),
                  call.text("secret"),
                  {},
                  call.stage.now()};
  const bool level_known = webhook.level == "notify" || webhook.level == "sync";
  if (!include || !include->is_array() || !level_known || webhook.url.empty()) {
    return invalid("include, level and url are required.");
  }
  for (const json::value& entity : include->as_array()) {
    if (entity.is_string()) webhook.include.emplace_back(entity.as_string());
  }
  if (webhook.secret.empty()) webhook.secret = call.stage.random.uuid().text();
  if (call.stage.webhooks.size() >= webhooks_most) return invalid("Too many webhooks.");
  http::Response response = reply(201, webhook_json(call.stage, *call.app, webhook));
  response.headers.set("Heroku-Webhook-Secret", webhook.secret);
  call.stage.webhooks.push_back(std::move(webhook));
  return response;
}

const Webhook* find_webhook(const ApiCall& call) {
  for (const Webhook& webhook : call.stage.webhooks) {
    if (webhook.app == call.app->name() && webhook.id == call.param()) return &webhook;
  }
  return nullptr;
}

http::Response webhook_info(ApiCall& call) {
  const Webhook* webhook = find_webhook(call);
  return webhook ? reply(200, webhook_json(call.stage, *call.app, *webhook)) : not_found("webhook");
}

http::Response remove_webhook(ApiCall& call) {
  http::Response response = webhook_info(call);
  std::erase_if(call.stage.webhooks, [&](const Webhook& webhook) {
    return webhook.app == call.app->name() && webhook.id == call.param();
  });
  return response;
}

}  // namespace

const std::vector<Route>& log_routes() {
  static const std::vector<Route> table = {
      {"POST", "/apps/{app}/log-sessions", open_session},
      {"GET", "/apps/{app}/log-drains", drains},
      {"POST", "/apps/{app}/log-drains", add_drain},
      {"GET", "/apps/{app}/log-drains/{drain}", drain_info},
      {"DELETE", "/apps/{app}/log-drains/{drain}", remove_drain},
      {"GET", "/apps/{app}/webhooks", webhooks},
      {"POST", "/apps/{app}/webhooks", add_webhook},
      {"GET", "/apps/{app}/webhooks/{webhook}", webhook_info},
      {"DELETE", "/apps/{app}/webhooks/{webhook}", remove_webhook},
  };
  return table;
}

}  // namespace swapguard::sim
