// `Process running mem=646M(126.2%)`: memory and, from the percentage, the quota, also where metrics are off.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads what follows `mem=`: `646M(126.2%)`, in 2011 `1029MB(201.0%)`. The quota is snapped to the nearest
// one of a known dyno size within 1.5 %: both numbers are rounded.
Result<What, Ignored> read_memory_notice(std::string_view text);

}  // namespace swapguard::observe
