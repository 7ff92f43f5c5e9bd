// Telling: what the metrics and logs of one resource say of a dyno → observations, as log lines give them.
// Pure.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/observe/observation.h"
#include "core/observe/telemetry_names.h"
#include "io/otlp/message.h"

namespace swapguard::otlp {

// What a request told.
struct Told {
  std::vector<observe::Observation> seen;
  std::uint64_t used = 0;      // points and records that went into them
  std::uint64_t rejected = 0;  // that should have, but could not be read
  std::string why;             // of the first that was rejected: `dyno.memory.rss: unit % is none of memory`
  bool unmarked = false;  // log records read like the platform's samples, but nothing marks them as its own
  std::set<std::string> unknown;  // metrics that sound like memory and have no rule; at most unknown_max

  static constexpr std::size_t unknown_max = 32;
};

// Only what stands on the resource says whose the points are: an app may write anything on a point. Points of
// one moment (of a second) make one sample; a role that comes again begins the next. RSS is the measure, so
// that a sample without it falls back to the total as in old log lines. Sums that tell only what was added,
// and those that never fall, are no amount of memory.
void tell(const ResourceMetrics& of, const observe::TelemetryNames& names, Told& told);

// Records whose body is a line of the log: a message of a dyno (the resource says of which), the text of
// `heroku logs`, or a syslog message. Only those marked as the platform's are believed.
void tell(const ResourceLogs& of, const observe::TelemetryNames& names, Told& told);

// The app that a resource names; empty: none.
std::string app_of(const Attributes& resource, const observe::TelemetryNames& names);

// A hostile name made fit for a message: letters, digits, `.`, `_`, `-`, `/`, at most 100 of them.
std::string printable(std::string_view name);

}  // namespace swapguard::otlp
