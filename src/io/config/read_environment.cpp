// The environment and the flags as layers.
#include <fmt/format.h>

#include "io/config/layer.h"
#include "io/config/suggest.h"
#include "io/config/value.h"

namespace swapguard::config {
namespace {

void put(Assignments& where, const Setting& setting, std::string_view text, const Place& place,
         Findings& findings) {
  Assignment assignment{&setting, {std::string{text}}, place, {}};
  if (setting.list) assignment.items = split_list(text);
  if (setting.list && assignment.items.empty()) return;
  if (accepts(assignment, text, findings)) where.push_back(std::move(assignment));
}

// Where an assignment without a type belongs.
Assignments& home_of(const Setting& setting, Layer& layer) {
  const bool is_policy = setting.scope == Scope::rules || setting.scope == Scope::app_policy;
  return is_policy ? layer.policy.all : layer.top;
}

// WEB_RESTART_THRESHOLD=460 and WEB_RESTART_WINDOW=1800, as dark_knight reads them.
void read_by_type(const std::string& name, const std::string& value, Layer& layer, Findings& findings) {
  for (const std::string_view ending : {"_RESTART_THRESHOLD", "_RESTART_WINDOW"}) {
    if (!name.ends_with(ending) || name.size() == ending.size() || name.starts_with("SWAPGUARD_")) continue;
    std::string type;
    for (const char letter : name.substr(0, name.size() - ending.size())) {
      type += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    }
    const bool is_window = ending == "_RESTART_WINDOW";
    const bool is_bare = value.find_first_not_of("0123456789") == std::string::npos;
    const Setting* setting = find_setting("policy", is_window ? "cooldown" : "restart_at");
    const auto parsed = parse_process_type(type);
    if (!parsed) continue;  // some other program's
    put(layer.policy.by_type[*parsed], *setting, is_window && is_bare ? value + "s" : value, {.source = name},
        findings);
  }
}

void warn_of_unknown(const Environment& environment, Findings& findings) {
  std::vector<std::string> known{"SWAPGUARD_APPS", "SWAPGUARD_CONFIG", "SWAPGUARD_URL"};
  for (const Setting& setting : settings_table()) {
    if (!setting.environment.empty()) known.emplace_back(setting.environment);
  }
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("SWAPGUARD_")) continue;
    const auto meant = nearest(name, known);
    if (!meant || *meant == name) continue;
    findings.warnings.push_back(
        {.code = "SG1502",
         .place = {.source = name},
         .message = fmt::format("is not a variable of swapguard, did you mean {}", *meant)});
  }
}

std::vector<std::string> flag_names() {
  std::vector<std::string> names{"app"};
  for (const Setting& setting : settings_table()) {
    if (setting.scope == Scope::window || setting.scope == Scope::notify) continue;
    names.push_back(setting.section == "app" ? std::string{setting.name} : key_of(setting));
  }
  return names;
}

// `policy.web.restart_at` is of type web; the other keys have none.
bool read_flag(const std::string& key, const std::string& value, Layer& layer, Findings& findings) {
  const Place place{.source = "--set " + key};
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  if (first == std::string::npos) {
    const Setting* setting = find_setting("app", key);
    if (setting == nullptr || setting->name == "name") return false;
    put(layer.top, *setting, value, place, findings);
    return true;
  }
  const Setting* setting = find_setting(key.substr(0, first), key.substr(last + 1));
  if (setting == nullptr || setting->scope == Scope::app || setting->scope == Scope::notify) return false;
  if (first == last) {
    put(home_of(*setting, layer), *setting, value, place, findings);
    return true;
  }
  const auto type = parse_process_type(key.substr(first + 1, last - first - 1));
  if (setting->scope != Scope::rules || !type) return false;
  put(layer.policy.by_type[*type], *setting, value, place, findings);
  return true;
}

}  // namespace

Layer read_platform(const Environment& environment, Findings& findings) {
  Layer layer;
  const auto found = environment.find("DATABASE_URL");
  if (found == environment.end() || !found->second.starts_with("postgres")) return layer;
  put(layer.top, *find_setting("history", "path"), found->second, {.source = "DATABASE_URL"}, findings);
  return layer;
}

Layer read_environment(const Environment& environment, Findings& findings) {
  Layer layer;
  const auto value_of = [&environment](std::string_view name) -> std::string {
    const auto found = environment.find(std::string{name});
    return found == environment.end() ? "" : found->second;
  };
  if (const std::string port = value_of("PORT"); !port.empty()) {
    layer.port_of_platform = true;
    put(layer.top, *find_setting("http", "port"), port, {.source = "PORT"}, findings);
  }
  for (const Setting& setting : settings_table()) {
    const std::string value = value_of(setting.environment);
    if (setting.environment.empty() || value.empty()) continue;
    const Place place{.source = std::string{setting.environment}};
    if (setting.scope == Scope::notify) {  // a channel of its own
      Assignments channel;
      put(channel, setting, value, place, findings);
      if (!channel.empty()) layer.notify.push_back(std::move(channel));
    } else {
      put(home_of(setting, layer), setting, value, place, findings);
    }
  }
  for (const auto& [name, value] : environment) {
    if (!value.empty()) read_by_type(name, value, layer, findings);
  }
  layer.apps = read_apps(value_of("SWAPGUARD_APPS"), {.source = "SWAPGUARD_APPS"}, findings);
  warn_of_unknown(environment, findings);
  return layer;
}

Layer read_flags(const std::map<std::string, std::string>& flags, Findings& findings) {
  Layer layer;
  for (const auto& [key, value] : flags) {
    if (key == "app") {
      layer.apps = read_apps(value, {.source = "--app"}, findings);
    } else if (!read_flag(key, value, layer, findings)) {
      findings.errors.push_back({.place = {.source = "--set " + key},
                                 .message = "is not a setting" + did_you_mean(key, flag_names())});
    }
  }
  return layer;
}

}  // namespace swapguard::config
