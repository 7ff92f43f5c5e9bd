#include "sim/server/resources.h"

#include <fmt/format.h>

#include <cmath>

namespace swapguard::sim {
namespace {

json::object named(const Stage& stage, const std::string& kind, const std::string& name) {
  return {{"id", stage.id_of(kind + "/" + name)}, {"name", name}};
}

const Instant account_made = *parse_rfc3339("2019-03-01T12:00:00Z");

std::string_view about(const std::string& feature) {
  if (feature == "log-runtime-metrics") return "Emit dyno resource usage information into app logs";
  if (feature == "preboot") return "Provide seamless web dyno deploys";
  return "Dyno metadata in the environment of each dyno";
}

}  // namespace

std::string api_time(Instant at) { return format_rfc3339(std::chrono::floor<seconds>(at)); }

json::object app_reference(const Stage& stage, const App& app) {
  return {{"id", stage.id_of("app/" + app.name().text)}, {"name", app.name().text}};
}

json::object app_json(const Stage& stage, const App& app) {
  const std::string& name = app.name().text;
  const AppState& state = app.state();
  const std::string made = api_time(state.releases.front().created_at);
  const std::string released = api_time(state.releases.back().created_at);
  json::object body = app_reference(stage, app);
  body["acm"] = false;
  body["archived_at"] = nullptr;
  body["buildpack_provided_description"] = "Ruby";
  body["build_stack"] = named(stage, "stack", state.spec.stack);
  body["created_at"] = made;
  body["generation"] = named(stage, "generation", state.spec.generation);
  body["git_url"] = fmt::format("https://git.heroku.com/{}.git", name);
  body["internal_routing"] = nullptr;
  body["maintenance"] = false;
  body["owner"] = {{"email", state.user}, {"id", stage.id_of("user/" + state.user)}};
  body["organization"] = nullptr;
  body["team"] = nullptr;
  body["region"] = named(stage, "region", state.spec.region);
  body["released_at"] = released;
  body["repo_size"] = 1048576;
  body["slug_size"] = 41943040;
  body["space"] = nullptr;
  body["stack"] = named(stage, "stack", state.spec.stack);
  body["updated_at"] = released;
  body["web_url"] = fmt::format("https://{}.herokuapp.com/", name);
  return body;
}

json::object dyno_json(const Stage& stage, const App& app, const guard::PlatformDyno& dyno) {
  const std::string& name = app.name().text;
  const ProcessType type = dyno.name.type();
  const Formation* formation = app.state().find(type);
  json::object body;
  body["attach_url"] = nullptr;
  body["command"] = formation ? formation->spec.command : "";
  body["created_at"] = api_time(dyno.created_at);
  body["id"] = dyno.id.text();
  body["name"] = dyno.name.text;
  body["release"] = {{"id", stage.id_of(fmt::format("release/{}/{}", name, dyno.release))},
                     {"version", dyno.release}};
  body["app"] = app_reference(stage, app);
  body["size"] = dyno.size;
  body["state"] = to_text(dyno.state);
  body["type"] = type.text;
  body["updated_at"] = api_time(dyno.updated_at);
  return body;
}

json::object formation_json(const Stage& stage, const App& app, const Formation& formation) {
  const TypeSpec& spec = formation.spec;
  json::object body;
  body["app"] = app_reference(stage, app);
  body["command"] = spec.command;
  body["created_at"] = api_time(app.state().releases.front().created_at);
  body["dyno_size"] = named(stage, "size", spec.size);
  body["id"] = stage.id_of(fmt::format("formation/{}/{}", app.name().text, spec.type.text));
  body["quantity"] = spec.quantity;
  body["size"] = spec.size;
  body["type"] = spec.type.text;
  body["updated_at"] = api_time(formation.updated_at);
  return body;
}

json::object release_json(const Stage& stage, const App& app, const Release& release) {
  const std::string id = fmt::format("release/{}/{}", app.name().text, release.version);
  const std::string& user = app.state().user;
  json::object body;
  body["addon_plan_names"] = json::array();
  body["artifacts"] = json::array();
  body["app"] = app_reference(stage, app);
  body["created_at"] = api_time(release.created_at);
  body["description"] = release.description;
  body["id"] = stage.id_of(id);
  body["updated_at"] = api_time(release.created_at);
  body["slug"] = {{"id", stage.id_of("slug/" + id)}};
  body["status"] = "succeeded";
  body["user"] = {{"id", stage.id_of("user/" + user)}, {"email", user}};
  body["version"] = release.version;
  body["current"] = release.version == app.state().release();
  body["output_stream_url"] = nullptr;
  body["eligible_for_rollback"] = true;
  return body;
}

json::object feature_json(const Stage& stage, const App& app, const std::string& name,
                          const Feature& feature) {
  json::object body;
  body["created_at"] = api_time(account_made);
  body["description"] = about(name);
  body["doc_url"] = "https://devcenter.heroku.com/articles/" + name;
  body["enabled"] = feature.enabled;
  body["id"] = stage.id_of(fmt::format("feature/{}/{}", app.name().text, name));
  body["name"] = name;
  body["state"] = name == "preboot" ? "general" : "public";
  body["updated_at"] = api_time(feature.updated_at);
  body["display_name"] = name;
  body["feedback_email"] = "labs-feedback@example.com";
  return body;
}

json::object size_json(const Stage& stage, const DynoSize& size) {
  const std::string name(size.name);
  const bool private_space = name.starts_with("Private") || name.starts_with("Shield");
  const double gigabytes = size.quota.to_megabytes() / 1024;
  json::object body;
  body["architecture"] = "amd64";
  body["compute"] = static_cast<int>(std::ceil(gigabytes));
  body["cost"] = nullptr;
  body["dedicated"] = gigabytes > 1;
  body["precise_dyno_units"] = gigabytes;
  body["generation"] = named(stage, "generation", name.starts_with("dyno-") ? "fir" : "cedar");
  body["id"] = stage.id_of("size/" + name);
  body["memory"] = gigabytes;
  body["name"] = name;
  body["private_space_only"] = private_space;
  return body;
}

json::object account_json(const Stage& stage) {
  const std::string& user = stage.model.spec().user;
  const std::string made = api_time(account_made);
  json::object body;
  body["allow_tracking"] = false;
  body["beta"] = false;
  body["created_at"] = made;
  body["email"] = user;
  body["federated"] = false;
  body["id"] = stage.id_of("user/" + user);
  body["identity_provider"] = nullptr;
  body["last_login"] = made;
  body["name"] = "Dev";
  body["sms_number"] = nullptr;
  body["suspended_at"] = nullptr;
  body["delinquent_at"] = nullptr;
  body["two_factor_authentication"] = false;
  body["updated_at"] = made;
  body["verified"] = true;
  body["country_of_residence"] = nullptr;
  body["default_organization"] = nullptr;
  body["default_team"] = nullptr;
  return body;
}

}  // namespace swapguard::sim
