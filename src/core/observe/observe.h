// One log line → what it tells us, by the acceptance rule: only lines of the platform count, a metric must
// begin with `source=` and name the very process that the line is from. Pure, stateless, thread-safe.
#pragma once

#include "core/base/result.h"
#include "core/logplex/log_line.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

Result<Observation, Ignored> observe(const logplex::LogLine& line);

}  // namespace swapguard::observe
