#include "io/config/setting.h"

#include <fmt/format.h>

#include "io/config/setting_fields.h"

namespace swapguard::config {

const std::vector<Setting>& settings_table() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> all;
    for (auto* part :
         {app_table, policy_table, rules_table, window_table, program_table, inputs_table, notify_table}) {
      for (Setting& setting : part()) all.push_back(std::move(setting));
    }
    return all;
  }();
  return table;
}

std::string key_of(const Setting& setting) {
  return setting.section.empty() ? std::string{setting.name}
                                 : fmt::format("{}.{}", setting.section, setting.name);
}

const Setting* find_setting(std::string_view section, std::string_view name) {
  for (const Setting& setting : settings_table()) {
    if (setting.section == section && (setting.name == name || (!name.empty() && setting.alias == name))) {
      return &setting;
    }
  }
  return nullptr;
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      if (text.substr(i).starts_with("${")) quoted += '$';  // or it would be replaced when it is read again
      quoted += letter;
    }
  }
  return quoted + '"';
}

}  // namespace swapguard::config
