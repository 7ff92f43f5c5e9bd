// Loading the configuration: flags > environment > file > defaults, every error at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "io/config/fault.h"
#include "io/config/settings.h"

namespace swapguard::config {

struct Sources {
  // By key: `mode`, `http.port`, `policy.restart_at`, `policy.web.restart_at`; `app` as SWAPGUARD_APPS.
  std::map<std::string, std::string> flags;
  std::map<std::string, std::string> environment;  // the whole of it; empty values count as not set
  std::optional<std::string> file;  // --config: must exist. Else SWAPGUARD_CONFIG, else a search
  std::optional<std::string> text;  // TOML instead of any file; `file` is what it is called
  bool search = true;               // look for a file where none was named
  bool needs_app = true;            // false: no app given is no error (replay, test)
};

// Where a value in force comes from: `swapguard.toml:9`, `SWAPGUARD_MODE`, `--set http.port`. By key, such as
// `http.port`, `app.acme-prod.policy.restart_at`, `app.acme-prod.policy.web.restart_at`. Defaults have none.
// `app.acme-prod.name` has a column besides: `swapguard.toml:4:9`.
using Origins = std::map<std::string, std::string>;

struct Loaded {
  Settings settings;
  Faults warnings;  // aliases, doubtful combinations: warnings_to_text prints them
  Origins origins;
};

// The files that are looked for, in order: ./swapguard.toml, $XDG_CONFIG_HOME/swapguard/swapguard.toml
// (without it $HOME/.config), /etc/swapguard/swapguard.toml.
std::vector<std::string> search_paths(const std::map<std::string, std::string>& environment);

// Reads at most one file; no other effect. Errors are complete: to_text prints them.
Result<Loaded, Faults> load(const Sources& sources);

}  // namespace swapguard::config
