// LogLines: the lines of one or several log files as replay wants them: in the order of time, each counted
// once where files overlap, and read ahead on a second thread if that is wanted. The lines are the same
// either way.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "core/base/result.h"
#include "core/logplex/log_line.h"
#include "core/observe/observation.h"

namespace swapguard::app {

// A line and what it was taken for.
struct ReadLine {
  Instant at;
  bool dated = false;  // false: `at` is the line's before it, or no line at all
  Result<observe::Observation, observe::Ignored> verdict;
  std::string text;  // of a line that was not understood, where wanted
  // The first and the newest time of all lines up to this one, where those that change nothing are not handed
  // on.
  std::optional<Instant> first;
  Instant newest{};
};

// Lines that change nothing and were not handed on.
struct PassedLines {
  std::uint64_t lines = 0;
  std::array<std::uint64_t, observe::ignored_reasons> ignored{};
  std::optional<Instant> first;  // and the newest time of all lines so far
  Instant newest{};
};

struct LogLinesOptions {
  std::vector<std::string> files;  // `-`: standard input
  int year = 0;                    // of the first of Papertrail's lines; 0: 1972
  bool with_text = false;          // keep the text of lines that were not understood
  int threads = 1;                 // 2: reads and parses ahead of the sink
};

// Octets of the files as they lie there; `all` is 0 where one of them is a pipe.
struct ReadProgress {
  std::uint64_t read = 0, all = 0;
  PassedLines passed;  // since the pause before; for one file only
};

struct LogLinesEvents {
  std::function<void(const ReadLine&)> line;
  // All that had come was handed on.
  std::function<void(const ReadProgress&)> pause;
};

struct LogLinesCounts {
  std::uint64_t in_two_files = 0;  // lines that stood in more than one file; they count once
};

// True for the reasons that say something is wrong with a line, not that it is of no use.
bool is_not_understood(observe::Ignored reason);

// Lines that change nothing are handed on one by one only where they are wanted: several files, which may
// show the same line, or their text. Otherwise a pause tells of them. Calls the events on the calling thread
// until everything is read. A file that cannot be read ends it; what could be read before has been handed on.
Result<LogLinesCounts, Problem> read_log_lines(const LogLinesOptions& options, const LogLinesEvents& events);

}  // namespace swapguard::app
