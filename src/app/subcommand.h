// Subcommand: one row of the command table. Parsing, help, suggestions and completions all come from it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/console.h"

namespace swapguard::app {

// What was typed after the subcommand's name.
class Arguments {
 public:
  bool has(std::string_view option) const { return options_.contains(option); }
  // The last one given; `fallback` when there is none.
  std::string value(std::string_view option, std::string_view fallback = "") const;
  std::vector<std::string> values(std::string_view option) const;
  const std::vector<std::string>& positional() const { return positional_; }

  void add(std::string option, std::string value) { options_[std::move(option)].push_back(std::move(value)); }
  void add_positional(std::string value) { positional_.push_back(std::move(value)); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> positional_;
};

struct Option {
  std::string name;    // tick
  std::string letter;  // a of `-a`; empty: none
  std::string value;   // D of `--tick D`; `[CHECK]` may be left out; empty: a switch
  std::string help;    // lower case, no full stop
};

struct Example {
  std::string text, meaning;
};

struct Subcommand {
  std::string name;
  std::string summary;     // lower case, no full stop
  std::string positional;  // FILE|-; empty: takes none
  int least = 0, most = 0;
  std::vector<Option> options;
  std::vector<Example> examples;
  std::string more;  // a paragraph for its own help
  int (*run)(const Arguments&, Console&) = nullptr;
};

// The options that every subcommand takes.
const std::vector<Option>& common_options();
// In the order of the help.
const std::vector<Subcommand>& subcommands();
const Subcommand* find_subcommand(std::string_view name);

Subcommand run_subcommand();
Subcommand demo_subcommand();
Subcommand replay_subcommand();
Subcommand inspect_subcommand();
Subcommand test_subcommand();
Subcommand status_subcommand();
Subcommand pause_subcommand();
Subcommand resume_subcommand();
Subcommand restart_subcommand();
Subcommand arm_subcommand();
Subcommand observe_subcommand();
Subcommand config_subcommand();
Subcommand why_subcommand();
Subcommand events_subcommand();
Subcommand check_config_subcommand();
Subcommand init_subcommand();
Subcommand doctor_subcommand();
Subcommand report_subcommand();
Subcommand notify_subcommand();
Subcommand health_subcommand();
Subcommand simulate_subcommand();
Subcommand watch_subcommand();
Subcommand completion_subcommand();
Subcommand man_subcommand();
Subcommand help_subcommand();
Subcommand version_subcommand();

}  // namespace swapguard::app
