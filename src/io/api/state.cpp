#include "io/api/state.h"

#include <boost/json.hpp>
#include <cmath>

#include "io/api/json.h"

namespace swapguard::api {
namespace {

namespace json = boost::json;

constexpr double mb = 1 << 20;

std::string list_of(const std::vector<std::optional<double>>& percents) {
  std::string text = "[";
  for (const auto& percent : percents) {
    text += (text.size() > 1 ? "," : "") + (percent ? json_number(*percent, 1) : std::string("null"));
  }
  return text + "]";
}

// `to_quota_earliest`, `to_quota_latest`.
void put_between(JsonObject& object, const std::string& what, const std::optional<guard::Between>& range) {
  if (!range) return;
  object.span(what + "_earliest", range->earliest);
  if (range->latest) object.span(what + "_latest", *range->latest);
}

std::string to_json(const DynoPicture& dyno) {
  JsonObject object;
  object.text("dyno", dyno.dyno.text).text("type", dyno.dyno.type().text);
  if (!dyno.id.is_nil()) object.text("id", dyno.id.text());
  object.flag("current", dyno.current).text("state", dyno.state).text("verdict", dyno.verdict);
  if (dyno.last_sample > Instant{}) object.instant("last_sample", dyno.last_sample);
  if (dyno.used) object.size("memory", *dyno.used);
  if (dyno.swap) object.size("swap", *dyno.swap);
  if (dyno.quota) object.size("quota", *dyno.quota);
  if (dyno.limit) object.size("limit", *dyno.limit);
  if (const auto percent = dyno.percent()) object.number("percent", *percent, 1);
  if (dyno.growth) object.number("growth_mb_per_hour", *dyno.growth * 3600 / mb, 1);
  if (dyno.to_quota) object.span("to_quota", *dyno.to_quota);
  put_between(object, "to_quota", dyno.quota_between);
  if (dyno.to_limit) object.span("to_limit", *dyno.to_limit);
  put_between(object, "to_limit", dyno.limit_between);
  return object.raw("recent", list_of(dyno.recent)).take();
}

std::string to_json(const AppPicture& app) {
  JsonObject object;
  object.text("app", app.app.text).text("mode", app.armed ? "armed" : "observe").flag("paused", app.paused);
  if (app.paused_until) object.instant("paused_until", *app.paused_until);
  if (app.blind) object.text("blind", *app.blind);
  object.text("input", app.input);
  if (app.last_sample) object.instant("last_sample", *app.last_sample);
  if (app.release) object.whole("release", *app.release);
  if (app.guarded_by) object.text("guarded_by", *app.guarded_by);
  JsonObject day;
  day.whole("restarts", app.day.restarts).whole("would_restart", app.day.would_restart);
  day.whole("held", app.day.held).whole("r14", app.day.r14).whole("r15", app.day.r15);
  object.raw("last_24h", day.take());
  JsonObject budget;
  budget.whole("used", app.budget_used).whole("of", app.budget).span("per", app.budget_per);
  object.raw("budget", budget.take());
  std::string dynos;
  for (const auto& dyno : app.dynos) dynos += (dynos.empty() ? "" : ",") + to_json(dyno);
  return object.raw("dynos", "[" + dynos + "]").take();
}

// Reading: a key that is not there is nothing; one of the wrong kind throws, which parse_state catches.

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? std::string() : std::string(value->as_string());
}

std::optional<double> number_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? std::nullopt : std::optional(value->to_number<double>());
}

bool flag_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->as_bool();
}

int count_at(const json::object& object, std::string_view key) {
  return static_cast<int>(number_at(object, key).value_or(0));
}

std::optional<Instant> instant_at(const json::object& object, std::string_view key) {
  return parse_rfc3339(text_at(object, key));
}

std::optional<Bytes> size_at(const json::object& object, std::string_view key) {
  const auto number = number_at(object, key);
  if (!number) return std::nullopt;
  return Bytes::hundredths(std::llround(*number * 100));
}

std::optional<Duration> span_at(const json::object& object, std::string_view key) {
  const auto number = number_at(object, key);
  if (!number) return std::nullopt;
  return std::chrono::round<Duration>(std::chrono::duration<double>(*number));
}

std::optional<guard::Between> between_at(const json::object& object, const std::string& what) {
  const auto earliest = span_at(object, what + "_earliest");
  if (!earliest) return std::nullopt;
  return guard::Between{*earliest, span_at(object, what + "_latest")};
}

DynoPicture read_dyno(const json::object& object) {
  DynoPicture dyno;
  dyno.dyno = DynoName(text_at(object, "dyno"));
  dyno.id = DynoId::parse(text_at(object, "id")).value_or(DynoId{});
  dyno.current = flag_at(object, "current");
  dyno.state = text_at(object, "state");
  dyno.verdict = text_at(object, "verdict");
  dyno.last_sample = instant_at(object, "last_sample").value_or(Instant{});
  dyno.used = size_at(object, "memory");
  dyno.swap = size_at(object, "swap");
  dyno.quota = size_at(object, "quota");
  dyno.limit = size_at(object, "limit");
  if (const auto growth = number_at(object, "growth_mb_per_hour")) dyno.growth = *growth * mb / 3600;
  dyno.to_quota = span_at(object, "to_quota");
  dyno.to_limit = span_at(object, "to_limit");
  dyno.quota_between = between_at(object, "to_quota");
  dyno.limit_between = between_at(object, "to_limit");
  if (const auto* recent = object.if_contains("recent")) {
    for (const auto& one : recent->as_array()) {
      dyno.recent.push_back(one.is_null() ? std::nullopt : std::optional(one.to_number<double>()));
    }
  }
  return dyno;
}

AppPicture read_app(const json::object& object) {
  AppPicture app;
  app.app = AppName(text_at(object, "app"));
  app.armed = text_at(object, "mode") == "armed";
  app.paused = flag_at(object, "paused");
  app.paused_until = instant_at(object, "paused_until");
  if (object.contains("blind")) app.blind = text_at(object, "blind");
  if (object.contains("guarded_by")) app.guarded_by = text_at(object, "guarded_by");
  app.input = text_at(object, "input");
  app.last_sample = instant_at(object, "last_sample");
  if (const auto release = number_at(object, "release")) app.release = static_cast<int>(*release);
  if (const auto* day = object.if_contains("last_24h")) {
    const auto& counts = day->as_object();
    app.day = {count_at(counts, "restarts"), count_at(counts, "would_restart"), count_at(counts, "held"),
               count_at(counts, "r14"), count_at(counts, "r15")};
  }
  if (const auto* given = object.if_contains("budget")) {
    const auto& budget = given->as_object();
    app.budget_used = count_at(budget, "used");
    app.budget = count_at(budget, "of");
    app.budget_per = span_at(budget, "per").value_or(Duration{});
  }
  if (const auto* dynos = object.if_contains("dynos")) {
    for (const auto& dyno : dynos->as_array()) app.dynos.push_back(read_dyno(dyno.as_object()));
  }
  return app;
}

State read_state(const json::object& object) {
  State state;
  state.at = instant_at(object, "at").value_or(Instant{});
  state.version = text_at(object, "version");
  state.config = text_at(object, "config");
  state.actions = flag_at(object, "actions");
  state.time_scale = number_at(object, "time_scale").value_or(1);
  for (const auto& app : object.at("apps").as_array()) state.apps.push_back(read_app(app.as_object()));
  return state;
}

}  // namespace

std::optional<double> DynoPicture::percent() const {
  if (!used || !quota || quota->count <= 0) return std::nullopt;
  return percent_of(*used, *quota);
}

std::string to_json(const State& state) {
  JsonObject object;
  object.instant("at", state.at).text("version", state.version);
  if (!state.config.empty()) object.text("config", state.config);
  object.flag("actions", state.actions);
  if (state.time_scale != 1) object.number("time_scale", state.time_scale, 3);
  object.span("recent_span", State::span);
  std::string apps;
  for (const auto& app : state.apps) apps += (apps.empty() ? "" : ",") + to_json(app);
  return object.raw("apps", "[" + apps + "]").take();
}

Result<State, std::string> parse_state(std::string_view text) {
  try {
    return read_state(json::parse(json::string_view(text.data(), text.size())).as_object());
  } catch (const std::exception&) {
    return failure(std::string("the answer is not what a swapguard tells of its state"));
  }
}

}  // namespace swapguard::api
