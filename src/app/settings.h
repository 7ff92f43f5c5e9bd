// The configuration as the subcommands use it.
#pragma once

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "core/policy/policy.h"

namespace swapguard::app {

Result<policy::AppPolicy, Problem> load_policy(const Arguments& arguments, const AppName& app,
                                               Console& console);

}  // namespace swapguard::app
