// Scenario: a written series of memory, a policy and what it must decide. Run by `swapguard test`: the lines
// a platform would print are made from the series and folded through the real parser and the real guard.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/series.h"
#include "core/guard/event.h"
#include "core/policy/policy.h"

namespace swapguard::app {

struct ScenarioSeries {
  DynoName dyno;
  Series memory;  // RSS + swap in MB, a value each sample interval; over the quota the rest is swap
  Series cache;   // disk cache in MB; shorter than `memory`: 0
  Duration from{};
  bool metrics = true;  // false: only the R14 lines are printed, as with log-runtime-metrics off
};

// Any further line of the platform: `heroku[web.1]: State changed from up to starting`.
struct ScenarioLine {
  Duration at{};
  std::string text;
};

struct Expectation {
  guard::Kind kind = guard::Kind::restart;  // restart or held
  DynoName dyno;
  std::optional<Duration> at;  // nothing: whenever
  std::string reason;          // empty: whatever
};

struct Scenario {
  std::string name;
  policy::AppPolicy policy;
  std::optional<guard::FormationListed> formation;
  Bytes quota = Bytes::megabytes(512);
  Instant start;
  std::vector<ScenarioSeries> series;  // several of one dyno: its generations, in order
  std::vector<ScenarioLine> lines;
  std::vector<Expectation> expect;  // every restart, in order; of held ones those that matter
};

// A decision that fell, with its time since the start.
struct Fallen {
  guard::Kind kind;
  DynoName dyno;
  Duration at;
  std::string reason;
};

struct ScenarioOutcome {
  std::vector<Fallen> fallen;            // restarts and held ones
  std::vector<std::string> differences;  // empty: as expected
};

// What the platform lists at the start: the dynos whose lines carry no identity, as only R14 lines come.
std::vector<guard::PlatformDyno> listed_dynos(const Scenario& scenario);

// The log that the scenario means, as `heroku logs` would print it, oldest first.
std::vector<std::string> log_of(const Scenario& scenario);

ScenarioOutcome run_scenario(const Scenario& scenario);

}  // namespace swapguard::app
