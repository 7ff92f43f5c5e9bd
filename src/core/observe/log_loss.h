// L codes: the log itself lost lines. They say nothing about any dyno, only that samples may be missing.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads a line of Logplex or log-shuttle:
//   Error L10 (output buffer overflow): 2 messages dropped since 2023-…
//   Error L10 (output buffer overflow): drain 'd.…' dropped 2 messages since 2023-…
//   L11 (Tail buffer overflow) -> This tail session dropped 1101 messages since 2011-…
//   Error L13: 1 messages lost since 2013-…
Result<What, Ignored> read_log_loss(std::string_view text);

}  // namespace swapguard::observe
