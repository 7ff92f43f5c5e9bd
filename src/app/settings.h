// The configuration as the subcommands use it: what was typed, the environment and the file, in one.
#pragma once

#include <memory>

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "core/policy/policy.h"
#include "io/config/settings.h"
#include "io/history/history.h"

namespace swapguard::app {

// All settings. The problem is the whole diagnosis.
Result<config::Settings, Problem> load_settings(const Arguments& arguments);

// The policy of one app; of the only one when `app` is empty; the defaults when nothing is configured.
Result<policy::AppPolicy, Problem> load_policy(const Arguments& arguments, const AppName& app);

// Of --history, else of the configuration. It must exist: these are commands that only read.
Result<std::unique_ptr<history::History>, Problem> open_history(const Arguments& arguments);

Problem problem_of(const history::StorageError& error);

// Of --port, PORT, the configuration; 8080.
int http_port(const Arguments& arguments);

}  // namespace swapguard::app
