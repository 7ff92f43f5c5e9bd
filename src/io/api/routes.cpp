#include "io/api/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "io/api/series.h"

namespace swapguard::api {
namespace {

namespace json = boost::json;
using Parsed = Result<Asked, Refusal>;

constexpr Duration pause_most = days{30};

Refusal wrong(std::string message, std::string hint = "") {
  return {400, "SG0002", std::move(message), std::move(hint)};
}

// The texts of a body: {"app":"acme","for":"2h"}. Whatever else is in it is refused.
class Body {
 public:
  static Result<Body, Refusal> read(const http::Request& request,
                                    std::initializer_list<std::string_view> keys);
  std::string text(std::string_view key) const {
    const auto* value = fields_.if_contains(key);
    return value == nullptr ? std::string() : std::string(value->as_string());
  }

 private:
  json::object fields_;
};

Result<Body, Refusal> Body::read(const http::Request& request, std::initializer_list<std::string_view> keys) {
  Body body;
  if (request.body.empty()) return body;
  if (request.body.size() > body_most) return failure(Refusal{413, "SG0002", "the body is too large", ""});
  if (!request.headers.get("Content-Type").starts_with("application/json")) {
    return failure(Refusal{415, "SG0002", "the body must be JSON", "Content-Type: application/json"});
  }
  json::error_code broken;
  const json::value parsed = json::parse(request.body, broken);
  if (broken || !parsed.is_object()) return failure(wrong("the body is no JSON object"));
  for (const auto& [key, value] : parsed.as_object()) {
    const std::string_view name(key.data(), key.size());
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
      return failure(wrong(fmt::format("unknown key \"{}\"", name.substr(0, 40))));
    }
    if (!value.is_string()) return failure(wrong(fmt::format("\"{}\" must be a text", name)));
  }
  body.fields_ = parsed.as_object();
  return body;
}

Result<std::int64_t, Refusal> whole(const http::Request& request, std::string_view name,
                                    std::int64_t fallback) {
  const std::string text = request.query(name);
  if (text.empty()) return fallback;
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && value >= 0) return value;
  return failure(wrong(fmt::format("{} must be a number", name)));
}

Result<std::vector<guard::Kind>, Refusal> kinds_of(std::string_view list) {
  std::vector<guard::Kind> kinds;
  while (!list.empty()) {
    const std::string_view word = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), word.size() + 1));
    const auto kind = guard::parse_kind(word);
    if (!kind) return failure(wrong("unknown kind of event", "like restart, restarted, held, blind, r14"));
    kinds.push_back(*kind);
  }
  return kinds;
}

Parsed read_events(const http::Request& request, std::string_view) {
  history::JournalQuery query;
  if (auto app = request.query("app"); !app.empty()) query.app = AppName(std::move(app));
  if (const auto dyno = request.query("dyno"); !dyno.empty()) query.dyno = DynoName(dyno);
  if (auto decision = request.query("decision"); !decision.empty()) query.decision = std::move(decision);
  for (const auto& [name, into] : {std::pair{"from", &query.from}, std::pair{"to", &query.to}}) {
    const std::string text = request.query(name);
    if (text.empty()) continue;
    *into = parse_rfc3339(text);
    if (!*into) return failure(wrong(fmt::format("{} must be a time as in RFC 3339", name)));
  }
  auto kinds = kinds_of(request.query("kind"));
  if (!kinds) return failure(kinds.error());
  query.kinds = *std::move(kinds);
  const auto after = whole(request, "after", 0);
  const auto limit = whole(request, "limit", 200);
  if (!after) return failure(after.error());
  if (!limit) return failure(limit.error());
  if (*limit < 1 || *limit > events_most)
    return failure(wrong(fmt::format("limit must be 1 to {}", events_most)));
  query.after = *after;
  query.most = static_cast<int>(*limit);
  query.newest_first = request.query("after").empty();
  return GetEvents{std::move(query)};
}

Parsed read_state(const http::Request& request, std::string_view) {
  return GetState{AppName(request.query("app"))};
}

Result<AppName, Refusal> needed_app(const http::Request& request) {
  AppName app(request.query("app"));
  if (app.empty()) return failure(wrong("the app is missing", "?app=APP"));
  return app;
}

Parsed read_series(const http::Request& request, std::string_view) {
  const auto app = needed_app(request);
  const auto span = read_span(request);
  const auto points = whole(request, "points", Series::points_usual);
  if (!app) return failure(app.error());
  if (!span) return failure(span.error());
  if (!points) return failure(points.error());
  if (*points < 1 || *points > Series::points_most) {
    return failure(wrong(fmt::format("points must be 1 to {}", Series::points_most)));
  }
  GetSeries series{.app = *app, .dyno = {}, .span = *span, .points = static_cast<int>(*points)};
  if (const auto dyno = request.query("dyno"); !dyno.empty()) series.dyno = DynoName(dyno);
  return AskedPicture{std::move(series)};
}

Parsed read_ghosts(const http::Request& request, std::string_view) {
  const auto app = needed_app(request);
  const auto span = read_span(request);
  if (!app) return failure(app.error());
  if (!span) return failure(span.error());
  auto limit = request.query("limit");
  if (limit.empty()) return failure(wrong("the limit is missing", "like 90% or 460MB"));
  return AskedPicture{GetGhosts{*app, std::move(limit), *span}};
}

Parsed read_stream(const http::Request& request, std::string_view) {
  if (request.method == "HEAD") return failure(Refusal{405, "SG0002", "a stream is asked with GET", ""});
  GetStream stream{AppName(request.query("app")), {}};
  // A browser that connects again names the last event it saw; the page it is on named an older one.
  http::Request asked = request;
  const std::string_view seen = request.headers.get("Last-Event-ID");
  if (!seen.empty()) asked.target = fmt::format("/?after={}", http::url_encode(seen));
  if (asked.query("after").empty()) return AskedPicture{std::move(stream)};
  const auto after = whole(asked, "after", 0);
  if (!after) return failure(after.error());
  stream.after = *after;
  return AskedPicture{std::move(stream)};
}

Parsed read_description(const http::Request&, std::string_view) { return AskedPicture{GetDescription{}}; }

// The rest of the path: APP/WHAT.
Parsed read_why(const http::Request&, std::string_view rest) {
  const std::size_t slash = rest.find('/');
  if (slash == rest.npos || slash == 0 || slash + 1 == rest.size()) {
    return failure(wrong("why needs an app and a dyno or decision", "GET /api/v1/why/APP/web.1"));
  }
  return GetWhy{AppName(http::url_decode(rest.substr(0, slash))), http::url_decode(rest.substr(slash + 1))};
}

Parsed read_pause(const http::Request& request, std::string_view) {
  const auto body = Body::read(request, {"app", "for"});
  if (!body) return failure(body.error());
  Pause pause{AppName(body->text("app")), std::nullopt};
  const std::string lasting = body->text("for");
  if (lasting.empty()) return pause;
  pause.lasting = parse_duration(lasting);
  if (!pause.lasting || *pause.lasting <= Duration{} || *pause.lasting > pause_most) {
    return failure(
        wrong("for must be a span with its unit, more than 0 and at most 30 days", "like 30m, 2h, 1d"));
  }
  return pause;
}

Parsed read_resume(const http::Request& request, std::string_view) {
  const auto body = Body::read(request, {"app"});
  if (!body) return failure(body.error());
  return Resume{AppName(body->text("app"))};
}

Parsed read_restart(const http::Request& request, std::string_view) {
  const auto body = Body::read(request, {"app", "dyno", "type"});
  if (!body) return failure(body.error());
  Restart restart{AppName(body->text("app")), DynoName(body->text("dyno")), ProcessType(body->text("type"))};
  if (restart.dyno.empty() == restart.type.empty()) {
    return failure(wrong("restart needs a dyno or a type", R"({"app":"acme","dyno":"web.1"})"));
  }
  return restart;
}

Parsed read_reload(const http::Request&, std::string_view) { return Reload{}; }

struct Route {
  std::string_view method, name;
  bool has_rest;  // the path goes on below the name
  Parsed (*read)(const http::Request&, std::string_view rest);
};
constexpr std::array<Route, 11> routes{{{"GET", "state", false, read_state},
                                        {"GET", "events", false, read_events},
                                        {"GET", "why", true, read_why},
                                        {"GET", "series", false, read_series},
                                        {"GET", "ghosts", false, read_ghosts},
                                        {"GET", "stream", false, read_stream},
                                        {"GET", "openapi.json", false, read_description},
                                        {"POST", "pause", false, read_pause},
                                        {"POST", "resume", false, read_resume},
                                        {"POST", "restart", false, read_restart},
                                        {"POST", "reload", false, read_reload}}};

}  // namespace

Parsed parse_request(const http::Request& request) {
  std::string_view path = request.path();
  if (!path.starts_with(root)) return failure(Refusal{404, "SG0001", "there is nothing at this path", ""});
  path.remove_prefix(root.size());
  const std::string_view name = path.substr(0, path.find('/'));
  const std::string_view rest = path.size() > name.size() ? path.substr(name.size() + 1) : std::string_view();
  for (const Route& route : routes) {
    if (route.name != name || (!route.has_rest && path.size() > name.size())) continue;
    const bool reads = route.method == "GET" && request.method == "HEAD";
    if (route.method == request.method || reads) return route.read(request, rest);
    return failure(Refusal{405, "SG0002", fmt::format("{} is asked with {}", name, route.method), ""});
  }
  return failure(
      Refusal{404, "SG0001", "the API has no such route", "it is described at /api/v1/openapi.json"});
}

std::vector<std::string> route_names() {
  std::vector<std::string> names;
  for (const Route& route : routes) names.push_back(fmt::format("{} {}", route.method, route.name));
  return names;
}

bool is_action(const Asked& asked) { return asked.index() >= 4; }

}  // namespace swapguard::api
