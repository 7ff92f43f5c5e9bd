#include "app/site_words.h"

#include "io/config/setting.h"

namespace swapguard::app {

std::vector<std::pair<std::string, std::string>> deciding_settings(const config::AppSettings& app,
                                                                   const ProcessType& type) {
  config::AppSettings settings = app;  // a draft is written to
  policy::TypePolicy rules = app.policy.of(type);
  const config::Draft draft{.app = &settings, .rules = &rules};
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& setting : config::settings_table()) {
    if (setting.scope != config::Scope::rules && setting.scope != config::Scope::app_policy) continue;
    if (std::string value = setting.print(draft); !value.empty() && !setting.secret) {
      rows.emplace_back(setting.name, std::move(value));
    }
  }
  return rows;
}

}  // namespace swapguard::app
