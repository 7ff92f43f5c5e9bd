// What the platform says about a dyno in plain words: states, restarts, R codes, memory beside R14.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads a platform line of a dyno that is not a metric: StateChange, Lifecycle, DynoError or MemoryNotice.
Result<What, Ignored> read_dyno_line(std::string_view text);

}  // namespace swapguard::observe
