#include "sim/server/control.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/server/control_order.h"
#include "sim/server/control_state.h"
#include "sim/server/reply.h"
#include "sim/server/resources.h"

namespace swapguard::sim {
namespace {

constexpr std::string_view prefix = "/_control";

bool leak(const Order& order) {
  App* app = order.app();
  return app && app->add_leak(order.dyno(), order.number("mb_per_minute", 20));
}
bool level(const Order& order) {
  App* app = order.app();
  return app && app->reshape(order.dyno(), MemoryShape::flat(order.number("mb", 590)));
}
bool deploy(const Order& order) {
  App* app = order.app();
  if (app) app->deploy();
  return app != nullptr;
}
bool config(const Order& order) {
  App* app = order.app();
  if (app) app->set_config(order.text("key", "FOO"));
  return app != nullptr;
}
bool scale(const Order& order) {
  App* app = order.app();
  const ScaleRequest request{ProcessType{order.text("type", "web")}, order.whole("quantity", 2),
                             order.text("size")};
  return app && app->scale({request}).has_value();
}
bool crash(const Order& order) {
  App* app = order.app();
  return app && app->crash(order.dyno());
}
bool cycle(const Order& order) {
  App* app = order.app();
  return app && app->cycle(order.dyno());
}
bool restart(const Order& order) {
  App* app = order.app();
  return app && app->restart(order.dyno().text).has_value();
}
bool feature(const Order& order) {
  App* app = order.app();
  return app && app->set_feature(order.text("name", "preboot"), order.flag("enabled")).has_value();
}
bool forge(const Order& order) {
  App* app = order.app();
  if (app) app->set_forging(std::clamp(order.number("lines_per_minute", 60), 0.0, 60000.0));
  return app != nullptr;
}
bool traffic(const Order& order) {
  App* app = order.app();
  if (app) app->set_traffic(std::clamp(order.number("requests_per_second", 5), 0.0, 1000.0));
  return app != nullptr;
}

bool calls(const Order& order) {
  const auto effect = parse_effect(order.text("effect", "status"));
  if (!effect) return false;
  CallFault fault;
  fault.effect = *effect;
  fault.status = std::clamp(order.whole("status", 503), 200, 599);
  fault.delay = milliseconds{std::clamp(order.whole("delay_ms", 3000), 0, 60000)};
  fault.retry_after = order.text("retry_after");
  fault.method = order.text("method");
  fault.path = order.text("path");
  fault.token = order.text("token");
  fault.times = order.whole("times", 1);
  auto& faults = order.stage.faults.calls;
  if (faults.size() >= Faults::most) faults.pop_front();
  faults.push_back(std::move(fault));
  return true;
}
bool streams(const Order& order) {
  const std::string mode = order.text("mode", "flow");
  if (mode == "cut") {
    order.stage.sessions.cut();
    return true;
  }
  if (mode == "end") {
    order.stage.sessions.end_all();
    return true;
  }
  if (mode == "expire") {
    order.stage.sessions.expire();
    return true;
  }
  constexpr std::array<std::pair<std::string_view, StreamFault>, 3> modes{
      {{"flow", StreamFault::none}, {"nul", StreamFault::nul_only}, {"silent", StreamFault::silent}}};
  for (const auto& [name, fault] : modes) {
    if (name != mode) continue;
    order.stage.faults.streams = fault;
    return true;
  }
  return false;
}
bool drains(const Order& order) {
  Faults& faults = order.stage.faults;
  faults.wrong_message_count = order.flag("wrong_count", faults.wrong_message_count);
  faults.wrong_frame_length = order.flag("wrong_length", faults.wrong_frame_length);
  faults.drop_messages = std::clamp(order.whole("drop", 0), 0, 100000);
  return true;
}
bool rate_limit(const Order& order) {
  order.stage.rate_limit.leave(std::clamp(order.whole("left", 0), 0, 4500), order.stage.now());
  return true;
}
bool clear(const Order& order) {
  order.stage.faults = Faults{};
  order.stage.account = Account{.made = std::move(order.stage.account.made)};
  return true;
}

// In the order of troubles().
constexpr std::array<Act, 22> acts{leak,      level,          deploy,      config,    scale,     crash,
                                   cycle,     restart,        feature,     forge,     traffic,   calls,
                                   streams,   drains,         rate_limit,  set_token, set_drain, set_clock,
                                   set_guard, set_generation, set_log_ids, clear};

http::Response cause(Stage& stage, std::string_view name, const std::string& text) {
  boost::system::error_code broken;
  const json::value value = text.empty() ? json::value(json::object()) : json::parse(text, broken);
  if (broken || !value.is_object()) return refusal(400, "bad_request", "The body is no JSON object.");
  for (std::size_t i = 0; i < acts.size(); ++i) {
    if (troubles()[i].name != name) continue;
    const Order order{stage, value.as_object()};
    if (!acts[i](order)) return invalid("There is no such app, dyno, type or word.");
    stage.catch_up();
    return reply(202, json::object());
  }
  return refusal(404, "not_found", "Nothing of that name can be caused; GET /_control lists what can.");
}

}  // namespace

const std::vector<Trouble>& troubles() {
  static const std::vector<Trouble> table = {
      {"leak", "The running generation leaks so much more.", R"({"dyno":"web.1","mb_per_minute":20})"},
      {"level", "Its memory jumps to this level and stays there.", R"({"dyno":"web.1","mb":590})"},
      {"deploy", "A new release; all dynos restart.", "{}"},
      {"config", "A config var is set; all dynos restart.", R"({"key":"FOO"})"},
      {"scale", "The formation changes.", R"({"type":"web","quantity":4})"},
      {"crash", "The process dies.", R"({"dyno":"web.1"})"},
      {"cycle", "The daily restart, now.", R"({"dyno":"web.1"})"},
      {"restart", "Somebody else restarts a dyno.", R"({"dyno":"web.1"})"},
      {"feature", "preboot or log-runtime-metrics, on or off.", R"({"name":"preboot","enabled":true})"},
      {"forge", "The app prints imitations of metric lines.", R"({"lines_per_minute":60})"},
      {"traffic", "Requests a second on all web dynos together.", R"({"requests_per_second":5})"},
      {"calls", "API calls fail: status, drop_before, drop_after, hang or slow; times -1: until cleared.",
       R"({"effect":"status","status":503,"times":3,"method":"","path":"/apps/"})"},
      {"streams", "Log streams: flow, nul (keep-alives only), silent, cut, end or expire.",
       R"({"mode":"cut"})"},
      {"drains", "Drain bodies with wrong counts, and lost messages (L10).",
       R"({"wrong_count":true,"wrong_length":false,"drop":25})"},
      {"rate-limit", "So many calls are left in the account's pool.", R"({"left":0})"},
      {"token", "The token: fine, expired or two_factor; its scope; days until it expires.",
       R"({"state":"fine","scope":"write","expires_in_days":12})"},
      {"drain", "The app's drains: missing, elsewhere or loop; nothing is delivered to the latter two.",
       R"({"point":"elsewhere"})"},
      {"clock", "The platform's clock is off by so many seconds.", R"({"seconds":90})"},
      {"guard", "Another guard runs in the app; quantity 0 ends it.",
       R"({"type":"whacamole","command":"node whacamole.js","quantity":1})"},
      {"generation", "The app becomes cedar or fir.", R"({"name":"cedar"})"},
      {"log-ids", "The log names other generations than the API lists.", R"({"differ":true})"},
      {"clear", "Ends faults of calls, streams, drains, token, clock and log.", "{}"},
  };
  return table;
}

bool is_control(std::string_view path) {
  return path == prefix || path.starts_with("/_control/") || path == "/";
}

http::Response answer_control(Stage& stage, const http::Request& request) {
  const auto path = request.path();
  if (request.method == "GET" && path == prefix) return reply(200, control_state(stage));
  if (request.method == "GET" && (path == "/" || path == "/_control/page")) {
    http::Response page;
    page.headers.set("Content-Type", "text/html; charset=utf-8");
    page.body = control_page();
    return page;
  }
  if (request.method != "POST" || path.size() <= prefix.size() + 1) {
    return refusal(404, "not_found", "GET /_control, GET /_control/page or POST /_control/NAME.");
  }
  return cause(stage, path.substr(prefix.size() + 1), request.body);
}

}  // namespace swapguard::sim
