// Routes of apps, the account, dyno sizes, releases and features.
#include <algorithm>

#include "sim/server/call.h"

namespace swapguard::sim {
namespace {

http::Response apps(ApiCall& call) {
  json::array list;
  for (const auto& app : call.stage.model.apps()) list.push_back(app_json(call.stage, *app));
  return listing(call.request, list, "name");
}

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

http::Response account(ApiCall& call) { return reply(200, account_json(call.stage)); }
http::Response account_features(ApiCall&) { return reply(200, json::array()); }
http::Response account_feature(ApiCall&) { return not_found("feature"); }
http::Response rate_limits(ApiCall& call) {
  return reply(200, json::object{{"remaining", call.stage.rate_limit.remaining(call.stage.now())}});
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

// The values are nobody's business here; setting any makes a release.
http::Response config_vars(ApiCall&) { return reply(200, json::object()); }
http::Response update_config_vars(ApiCall& call) {
  std::string keys;
  for (const auto& item : call.body) keys += (keys.empty() ? "" : ", ") + std::string(item.key());
  if (keys.empty()) return invalid("No config vars given.");
  call.app->set_config(keys);
  return reply(200, call.body);
}

}  // namespace

const std::vector<Route>& app_routes() {
  static const std::vector<Route> table = {
      {"GET", "/apps", apps},
      {"GET", "/users/~/apps", apps},
      {"GET", "/apps/{app}", app_info},
      {"POST", "/filters/apps", filter_apps},
      {"GET", "/account", account},
      {"GET", "/account/features", account_features},
      {"GET", "/account/features/{feature}", account_feature},
      {"GET", "/account/rate-limits", rate_limits, false},
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
