// The configuration as text: the reference and the example file that the table generates, and what is in
// force.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/config/load.h"

namespace swapguard::config {

// What the table says of each setting, by section.
struct ReferenceSection {
  struct Row {
    std::string_view name, kind, range, environment, doc;  // as in Setting
    std::string standard;                                  // the default as TOML; empty: none
  };
  std::string_view header;   // `[policy]`
  std::string_view meaning;  // sentences
  std::vector<Row> rows;
};
std::vector<ReferenceSection> reference();

// docs: one table a section, with each setting's kind, range, default, environment name and meaning.
std::string reference_markdown();

// examples/swapguard.toml: every setting with its default, explained. It loads to the defaults.
std::string reference_toml();

// The settings in force as a file that loads to the same, secrets shortened. With `origins` each line ends
// with where its value comes from.
std::string to_toml(const Settings& settings, const Origins* origins = nullptr);

// One setting that is in force.
struct Shown {
  std::string key;     // `app.acme-prod.policy.restart_at`
  std::string value;   // TOML; secrets masked
  std::string origin;  // as in Origins; `default`
};
std::vector<Shown> settings_in_force(const Settings& settings, const Origins& origins);

}  // namespace swapguard::config
