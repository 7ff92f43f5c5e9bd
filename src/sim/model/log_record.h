// LogRecord: one line of a simulated app's log, and the two ways Heroku writes it.
#pragma once

#include <optional>
#include <string>

#include "core/base/name.h"
#include "core/base/time.h"
#include "core/logplex/log_line.h"
#include "core/observe/observation.h"

namespace swapguard::sim {

struct LogRecord {
  AppName app;
  Instant at;
  logplex::Origin origin = logplex::Origin::platform;  // platform prints `heroku`, everything else `app`
  std::string process;                                 // web.1, router, api, logplex
  std::string text;
  // In place of text where nobody reads it (Spec::values): what the line would say.
  std::optional<observe::MemorySample> sample = {};
};

// `2023-02-13T22:12:51.822974+00:00 heroku[web.1]: MSG` as a log session writes it, newline included.
std::string to_text_line(const LogRecord& record);

// `LEN <134>1 TIME host heroku web.1 - MSG\n` as a drain gets it; the newline is counted.
std::string to_frame(const LogRecord& record);

}  // namespace swapguard::sim
