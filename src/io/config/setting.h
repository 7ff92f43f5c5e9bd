// The one table of all settings. It drives parsing, suggestions for unknown keys, the environment's names,
// the reference, the example file and `config show`.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "io/config/settings.h"

namespace swapguard::config {

// What a value is written to. Each setting uses the one part that its scope names.
struct Draft {
  Settings* program = nullptr;
  AppSettings* app = nullptr;
  policy::TypePolicy* rules = nullptr;
  policy::ProtectedWindow* window = nullptr;
  NotifySettings* notify = nullptr;
};

enum class Scope {
  program,     // [http], [history], [log]
  app,         // [[app]]; `mode` also at the top of the file
  app_policy,  // [policy] and [app.policy], for all types together
  rules,       // the same, and [policy.TYPE]
  window,      // [[policy.protect]]
  notify,      // [[notify]]
};

struct Setting {
  Scope scope;
  std::string_view section;      // `policy`; empty: the top of the file
  std::string_view name;         // `restart_at`
  std::string_view kind;         // `percentage or size`
  std::string_view range;        // `10% to 300%`; empty: as the kind says
  std::string_view environment;  // SWAPGUARD_RESTART_AT; empty: none
  std::string_view doc;          // one line, lower case, no full stop
  std::string_view example;      // TOML; for settings whose default is nothing
  // One item, or several for lists. The error completes a sentence that begins with the value.
  std::function<Result<void, std::string>(Draft&, const std::vector<std::string>&)> read;
  std::function<std::string(const Draft&)> print;  // TOML; empty: nothing is set
  bool list = false;
  bool has_password = false;  // its value may: a refused one is not shown
  bool secret = false;        // never shown; NAME_env names a variable that holds it
  std::string_view alias{};   // an older or foreign name, accepted with a warning
};

const std::vector<Setting>& settings_table();

// `http.port`, `policy.restart_at`, `mode`.
std::string key_of(const Setting& setting);

// By name or alias among the settings of these scopes and this section; null: unknown.
const Setting* find_setting(std::string_view section, std::string_view name);

// A TOML basic string.
std::string toml_string(std::string_view text);

}  // namespace swapguard::config
