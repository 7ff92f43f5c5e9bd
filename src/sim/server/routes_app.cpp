// Routes of apps, their domains and config vars, dyno sizes, releases and features.
#include <algorithm>

#include "sim/server/call.h"

namespace swapguard::sim {
namespace {

http::Response apps(ApiCall& call) {
  json::array list;
  for (const auto& app : call.stage.model.apps()) list.push_back(app_json(call.stage, *app));
  return listing(call.request, list, "name");
}

// ^[a-z][a-z0-9-]{1,28}[a-z0-9]$
bool is_app_name(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view last = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view inner = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return name.size() >= 3 && name.size() <= 30 && letters.find(name.front()) != letters.npos &&
         last.find(name.back()) != last.npos && name.find_first_not_of(inner) == name.npos;
}

// Without a name Heroku makes one up.
http::Response create_app(ApiCall& call) {
  AppSpec spec;
  spec.name = AppName(call.text("name").empty() ? "calm-meadow-12345" : call.text("name"));
  spec.runtime_metrics = false;
  if (!call.text("region").empty()) spec.region = call.text("region");
  if (!call.text("stack").empty()) spec.stack = call.text("stack");
  if (!is_app_name(spec.name.text)) return invalid("Name must start with a letter, and hold a-z, 0-9 and -.");
  const App* app = call.stage.model.create(std::move(spec));
  return app ? reply(201, app_json(call.stage, *app)) : invalid("Name is already taken");
}

http::Response domains(ApiCall& call) { return reply(200, json::array{domain_json(call.stage, *call.app)}); }

http::Response app_info(ApiCall& call) { return reply(200, app_json(call.stage, *call.app)); }

// `{"in":{"id":[…]}}`. Its answers have fewer fields, says the schema.
http::Response filter_apps(ApiCall& call) {
  const json::value* in = call.body.if_contains("in");
  const json::value* ids = in && in->is_object() ? in->as_object().if_contains("id") : nullptr;
  if (!ids || !ids->is_array()) return invalid("in: id is required.");
  json::array list;
  for (const json::value& id : ids->as_array()) {
    const App* app = id.is_string() ? call.stage.model.find(std::string(id.as_string())) : nullptr;
    if (!app) continue;
    json::object body = app_json(call.stage, *app);
    for (const char* field : {"acm", "generation", "organization"}) body.erase(field);
    list.push_back(std::move(body));
  }
  return reply(200, list);
}

http::Response sizes(ApiCall& call) {
  json::array list;
  for (const DynoSize& size : dyno_sizes()) list.push_back(size_json(call.stage, size));
  return reply(200, list);
}

http::Response size_info(ApiCall& call) {
  for (const DynoSize& size : dyno_sizes()) {
    const json::object body = size_json(call.stage, size);
    if (has_id(body, call.param())) return reply(200, body);
  }
  const auto size = find_dyno_size(call.param());
  return size ? reply(200, size_json(call.stage, *size)) : not_found("dyno size");
}

http::Response releases(ApiCall& call) {
  json::array list;
  for (const Release& release : call.app->state().releases) {
    list.push_back(release_json(call.stage, *call.app, release));
  }
  return listing(call.request, list, "version");
}

http::Response release_info(ApiCall& call) {
  for (const Release& release : call.app->state().releases) {
    const json::object body = release_json(call.stage, *call.app, release);
    const bool named = call.param() == std::to_string(release.version) || has_id(body, call.param());
    if (named) return reply(200, body);
  }
  return not_found("release");
}

http::Response features(ApiCall& call) {
  json::array list;
  for (const auto& [name, feature] : call.app->state().features) {
    list.push_back(feature_json(call.stage, *call.app, name, feature));
  }
  return listing(call.request, list, "name");
}

http::Response feature_info(ApiCall& call) {
  for (const auto& [name, feature] : call.app->state().features) {
    const json::object body = feature_json(call.stage, *call.app, name, feature);
    if (name == call.param() || has_id(body, call.param())) return reply(200, body);
  }
  return not_found("feature");
}

http::Response update_feature(ApiCall& call) {
  const json::value* enabled = call.body.if_contains("enabled");
  if (!enabled || !enabled->is_bool()) return invalid("enabled is required.");
  if (!call.app->set_feature(call.param(), enabled->as_bool())) return not_found("feature");
  return feature_info(call);
}

json::object config_json(const ApiCall& call) {
  json::object body;
  for (const auto& [key, value] : call.app->state().config) body[key] = value;
  return body;
}

http::Response config_vars(ApiCall& call) { return reply(200, config_json(call)); }

// Setting any makes a release.
http::Response update_config_vars(ApiCall& call) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : call.body) {
    if (!value.is_string()) return invalid("A config var must be text.");
    values[std::string(key)] = std::string(value.as_string());
  }
  if (values.empty()) return invalid("No config vars given.");
  call.app->set_config(values);
  return reply(200, config_json(call));
}

}  // namespace

const std::vector<Route>& app_routes() {
  static const std::vector<Route> table = {
      {"GET", "/apps", apps},
      {"POST", "/apps", create_app},
      {"GET", "/users/~/apps", apps},
      {"GET", "/apps/{app}", app_info},
      {"GET", "/apps/{app}/domains", domains},
      {"POST", "/filters/apps", filter_apps},
      {"GET", "/dyno-sizes", sizes},
      {"GET", "/dyno-sizes/{size}", size_info},
      {"GET", "/apps/{app}/available-dyno-sizes", sizes},
      {"GET", "/apps/{app}/releases", releases},
      {"GET", "/apps/{app}/releases/{release}", release_info},
      {"GET", "/apps/{app}/features", features},
      {"GET", "/apps/{app}/features/{feature}", feature_info},
      {"PATCH", "/apps/{app}/features/{feature}", update_feature},
      {"GET", "/apps/{app}/config-vars", config_vars},
      {"PATCH", "/apps/{app}/config-vars", update_config_vars},
  };
  return table;
}

}  // namespace swapguard::sim
