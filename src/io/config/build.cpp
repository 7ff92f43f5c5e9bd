#include "io/config/build.h"

#include <algorithm>
#include <set>

namespace swapguard::config {
namespace {

// Commands that ask a remote swapguard have its password in the same variable.
bool switches_http_on(const Assignment& assignment) {
  if (assignment.setting->section != "http" || assignment.setting->name == "socket") return false;
  return assignment.place.source != assignment.setting->environment || !assignment.setting->secret;
}

class Builder {
 public:
  Builder(const std::vector<Layer>& layers, Given& given) : layers_(layers), given_(given) {}

  Settings build();

 private:
  AppSettings build_app(const AppLayer& named);
  void add_notify(const Layer& layer, Settings& settings);
  void add_windows(const PolicyLayer& layer, AppSettings& app);
  policy::TypePolicy rules_for(const AppName& app, const ProcessType* type);
  void apply(const Assignments& assignments, Scope scope, Draft draft, const std::string& prefix);
  // The tables of this app in a layer; a layer may hold one twice, which check() reports.
  static std::vector<const AppLayer*> tables_of(const Layer& layer, const AppName& app);

  const std::vector<Layer>& layers_;
  Given& given_;
};

void Builder::apply(const Assignments& assignments, Scope scope, Draft draft, const std::string& prefix) {
  for (const Assignment& assignment : assignments) {
    if (assignment.setting->scope != scope) continue;
    // Refused values were dropped when the layer was read.
    if (!assignment.setting->read(draft, assignment.items)) continue;
    given_[prefix + std::string{assignment.setting->name}] = assignment;
  }
}

std::vector<const AppLayer*> Builder::tables_of(const Layer& layer, const AppName& app) {
  std::vector<const AppLayer*> tables;
  for (const AppLayer& table : layer.apps) {
    if (table.name == app) tables.push_back(&table);
  }
  return tables;
}

policy::TypePolicy Builder::rules_for(const AppName& app, const ProcessType* type) {
  policy::TypePolicy rules;
  const std::string prefix = "app." + app.text + ".policy." + (type == nullptr ? "" : type->text + ".");
  const auto add = [&](const PolicyLayer& policy) {
    apply(policy.all, Scope::rules, {.rules = &rules}, prefix);
    if (type == nullptr) return;
    const auto found = policy.by_type.find(*type);
    if (found != policy.by_type.end()) apply(found->second, Scope::rules, {.rules = &rules}, prefix);
  };
  for (const Layer& layer : layers_) {
    add(layer.policy);
    for (const AppLayer* table : tables_of(layer, app)) add(table->policy);
  }
  return rules;
}

void Builder::add_windows(const PolicyLayer& layer, AppSettings& app) {
  for (const Assignments& assignments : layer.protect) {
    policy::ProtectedWindow window;
    Draft draft{.window = &window};
    for (const Assignment& assignment : assignments) {
      if (!assignment.setting->read(draft, assignment.items)) continue;
    }
    app.policy.protect.push_back(std::move(window));
  }
}

void Builder::add_notify(const Layer& layer, Settings& settings) {
  const std::size_t before = settings.notify.size();
  for (const Assignments& assignments : layer.notify) {
    NotifySettings notify;
    Draft draft{.notify = &notify};
    for (const Assignment& assignment : assignments) {
      if (!assignment.setting->read(draft, assignment.items)) continue;
    }
    // The variable that the file refers to is no channel of its own; two tables of one file are two.
    const auto earlier = settings.notify.begin() + static_cast<std::ptrdiff_t>(before);
    const bool known = std::any_of(settings.notify.begin(), earlier, [&](const auto& each) {
      return notify.exec.empty() && each.slack == notify.slack && each.discord == notify.discord &&
             each.pagerduty == notify.pagerduty && each.webhook == notify.webhook;
    });
    if (!known) settings.notify.push_back(std::move(notify));
  }
}

AppSettings Builder::build_app(const AppLayer& named) {
  AppSettings app;
  app.policy.app = named.name;
  std::set<ProcessType> types;
  const auto note_types = [&types](const PolicyLayer& policy) {
    for (const auto& [type, assignments] : policy.by_type) types.insert(type);
  };
  const std::string prefix = "app." + named.name.text + ".";
  for (const Layer& layer : layers_) {
    apply(layer.top, Scope::app, {.app = &app}, prefix);
    apply(layer.policy.all, Scope::app_policy, {.app = &app}, prefix + "policy.");
    add_windows(layer.policy, app);
    note_types(layer.policy);
    for (const AppLayer* table : tables_of(layer, named.name)) {
      apply(table->own, Scope::app, {.app = &app}, prefix);
      apply(table->policy.all, Scope::app_policy, {.app = &app}, prefix + "policy.");
      add_windows(table->policy, app);
      note_types(table->policy);
    }
  }
  app.policy.defaults = rules_for(named.name, nullptr);
  for (const ProcessType& type : types) app.policy.by_type[type] = rules_for(named.name, &type);
  // A drain's secret says where the log comes from: the deploy button sets nothing else.
  const bool drained = !app.drain_secrets.empty() || !app.drain_tokens.empty();
  if (!given_.contains(prefix + "input") && drained) app.input = Input::drain;
  return app;
}

Settings Builder::build() {
  Settings settings;
  const std::vector<AppLayer>* named = nullptr;
  for (const Layer& layer : layers_) {
    for (const Assignment& assignment : layer.top) {
      apply({assignment}, Scope::program, {.program = &settings},
            std::string{assignment.setting->section} + ".");
      if (switches_http_on(assignment)) settings.http.on = true;
    }
    add_notify(layer, settings);
    if (!layer.apps.empty()) named = &layer.apps;
  }
  if (named != nullptr) {
    for (const AppLayer& app : *named) settings.apps.push_back(build_app(app));
  }
  const bool platform =
      std::any_of(layers_.begin(), layers_.end(), [](const Layer& layer) { return layer.port_of_platform; });
  if (platform && !given_.contains("http.address")) settings.http.address = "0.0.0.0";
  for (const AppSettings& app : settings.apps) {
    const bool told = app.input == Input::otlp || (app.input == Input::drain && !app.drain_secrets.empty());
    settings.http.on |= told || !app.hook_keys.empty() || !app.webhook_secrets.empty();
  }
  return settings;
}

}  // namespace

Settings build(const std::vector<Layer>& layers, Given& given) { return Builder{layers, given}.build(); }

}  // namespace swapguard::config
