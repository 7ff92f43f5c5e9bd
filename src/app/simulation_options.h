// The options that simulate and demo share.
#pragma once

#include <vector>

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "sim/model/scenarios.h"
#include "sim/server/simulate.h"

namespace swapguard::app {

std::vector<Option> simulation_option_rows();
Result<sim::SimulateOptions, Problem> simulation_options(const Arguments& arguments);

// `--time-scale`: 1 when it is not given. 0.1 to 10,000.
Result<double, Problem> time_scale_of(const Arguments& arguments, double otherwise);

}  // namespace swapguard::app
