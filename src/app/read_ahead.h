// ReadAhead: reads and parses a log on a second thread, a few batches ahead of who takes its lines.
#pragma once

#include "app/log_lines.h"

namespace swapguard::app {

using ReadLines = std::function<Result<LogLinesCounts, Problem>(const LogLinesEvents&)>;

// Runs `read` on a thread of its own and hands its lines and pauses on, in order, on the calling thread.
// Returns when all is handed on. What waits is bounded: a reader that is faster stops.
Result<LogLinesCounts, Problem> read_ahead(const ReadLines& read, const LogLinesEvents& events);

}  // namespace swapguard::app
