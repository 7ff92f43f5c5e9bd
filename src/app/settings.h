// The configuration as the subcommands use it: what was typed, the environment and the file, in one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "core/policy/policy.h"
#include "io/config/load.h"
#include "io/history/history.h"

namespace swapguard::app {

// The whole environment of the process.
std::map<std::string, std::string> process_environment();

// What --config, --app, --mode, --port, --history, --log-format and --set say, where the command has them.
Result<config::Sources, Problem> sources_of(const Arguments& arguments);

// All settings, or everything that is wrong with them.
Result<config::Loaded, Complaint> load_settings(const Arguments& arguments);

struct NamedPolicy {
  policy::AppPolicy policy;
  std::string file;  // the configuration that was read; empty: none
};

// The policy of one app as these sources have it; of the only one when `app` is empty.
Result<NamedPolicy, Complaint> policy_from(config::Sources sources, const AppName& app);

// The policy of one app; of the only one when `app` is empty; the defaults when nothing is configured.
Result<policy::AppPolicy, Complaint> load_policy(const Arguments& arguments, const AppName& app);

// Of --history, else of the configuration. It must exist: these are commands that only read.
Result<std::unique_ptr<history::History>, Complaint> open_history(const Arguments& arguments);

// Of the flags, the environment and the configuration; the defaults where it has mistakes.
config::HttpSettings http_settings(const Arguments& arguments);

}  // namespace swapguard::app
