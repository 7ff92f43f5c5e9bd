#include "app/subcommand.h"

#include <algorithm>

namespace swapguard::app {

std::string Arguments::value(std::string_view option, std::string_view fallback) const {
  const auto found = options_.find(option);
  return found == options_.end() || found->second.empty() ? std::string(fallback) : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>() : found->second;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> options = {
      {"config", "", "FILE", "the configuration (swapguard.toml, or SWAPGUARD_CONFIG)"},
      {"json", "", "", "print JSON, one object a line"},
      {"no-color", "", "", "no colours (also NO_COLOR)"},
      {"no-pager", "", "", "print long results at once (also PAGER=cat)"},
      {"quiet", "q", "", "results and errors only"},
      {"verbose", "v", "", "say more"},
      {"log-format", "", "FORMAT", "pretty, logfmt or json"},
      {"help", "h", "", "this text"},
  };
  return options;
}

const std::vector<Subcommand>& subcommands() {
  static const std::vector<Subcommand> table = {
      run_subcommand(),    demo_subcommand(),         init_subcommand(),       doctor_subcommand(),
      status_subcommand(), watch_subcommand(),        why_subcommand(),        events_subcommand(),
      report_subcommand(), pause_subcommand(),        resume_subcommand(),     restart_subcommand(),
      arm_subcommand(),    observe_subcommand(),      replay_subcommand(),     inspect_subcommand(),
      test_subcommand(),   check_config_subcommand(), config_subcommand(),     notify_subcommand(),
      health_subcommand(), simulate_subcommand(),     completion_subcommand(), man_subcommand(),
      help_subcommand(),   version_subcommand(),
  };
  return table;
}

const Subcommand* find_subcommand(std::string_view name) {
  const auto& table = subcommands();
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace swapguard::app
