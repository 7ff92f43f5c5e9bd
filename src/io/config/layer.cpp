#include "io/config/layer.h"

#include <fmt/format.h>

#include <algorithm>

namespace swapguard::config {
namespace {

struct Scratch {
  Settings program;
  AppSettings app;
  policy::TypePolicy rules;
  policy::ProtectedWindow window;
  NotifySettings notify;
  Draft draft{&program, &app, &rules, &window, &notify};
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

bool accepts(const Assignment& assignment, std::string_view shown, Findings& findings) {
  Scratch scratch;
  const auto outcome = assignment.setting->read(scratch.draft, assignment.items);
  if (outcome) return true;
  const bool hidden = assignment.setting->secret || assignment.setting->has_password;
  const std::string quoted =
      hidden ? fmt::format("the value of {}", assignment.setting->name) : fmt::format("\"{}\"", shown);
  findings.errors.push_back({.place = assignment.place,
                             .message = fmt::format("{} {}", quoted, outcome.error()),
                             .excerpt = hidden ? "" : assignment.excerpt});
  return false;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!trimmed(text).empty()) {
    const std::size_t comma = text.find(',');
    if (const auto item = trimmed(text.substr(0, comma)); !item.empty()) items.emplace_back(item);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return items;
}

std::vector<AppLayer> read_apps(std::string_view text, const Place& place, Findings& findings) {
  const Setting* name = find_setting("app", "name");
  const Setting* types = find_setting("app", "types");
  std::vector<AppLayer> apps;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    std::string_view entry = text.substr(0, text.find_first_of(" \t\r\n"));
    // After the colon commas part types, before it apps.
    entry = entry.substr(0, entry.substr(0, entry.find(':')).find(','));
    text.remove_prefix(std::min(text.size(), entry.size() + 1));
    if (entry.empty()) continue;
    const std::size_t colon = entry.find(':');
    AppLayer app{.name = AppName{entry.substr(0, colon)}, .place = place};
    if (!accepts({name, {app.name.text}, place, {}}, app.name.text, findings)) continue;
    if (colon != std::string_view::npos) {
      const Assignment listed{types, split_list(entry.substr(colon + 1)), place, {}};
      if (accepts(listed, entry.substr(colon + 1), findings)) app.own.push_back(listed);
    }
    apps.push_back(std::move(app));
  }
  return apps;
}

}  // namespace swapguard::config
