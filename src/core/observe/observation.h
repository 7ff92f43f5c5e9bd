// Observation: everything a log can tell us, and why a line told us nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::observe {

// One `sample#memory_…` line, or one key of it in the formats of 2013 that print a key a line.
// Heroku's pages say total = rss + cache + swap, but published lines break that: never assume it.
struct MemorySample {
  DynoId id;
  std::optional<Bytes> total, rss, cache, swap, quota;
  // Page-charge counters of the memory cgroup, not swap traffic (checked on published lines).
  std::optional<std::uint64_t> pages_in, pages_out;
};

struct LoadSample {
  DynoId id;
  std::optional<double> load_1m, load_5m, load_15m;
};

// `Process running mem=646M(126.2%)`, printed beside R14 and R15 also where metrics are off.
// quota is memory / percent, snapped to a known size when it is near one.
struct MemoryNotice {
  Bytes memory;
  double percent = 0;
  Bytes quota;
};

// `Error R14 (Memory quota exceeded)`, R15 and the other R codes of a dyno.
struct DynoError {
  int code = 0;  // 14 of R14
};

struct StateChange {
  DynoState from, to;
};

// The platform stops or starts a dyno. Which of them made it is what matters for cooldowns:
// `cycling` is the daily restart, `restarting` a person, the API or us.
enum class LifecycleStep {
  starting_process,
  restarting,
  cycling,
  stopping,
  killed,
  exited,
  idling,
  unidling
};

struct Lifecycle {
  LifecycleStep step;
  std::optional<int> exit_status;  // of `exited`
};

// One request through Heroku's router. The path is never kept.
struct Request {
  std::optional<DynoName> dyno;  // none when no dyno took it (H10, H14 …)
  int status = 0;                // 0 when the line has none
  std::optional<Duration> connect, service;
  int h_code = 0;  // 12 of `code=H12`; 0: fine
};

struct Released {
  int version = 0;
};                        // `Release v5 created by …`
struct Deployed {};       // `Deploy <sha> by …`, `Build …` lines are not deploys
struct ConfigChanged {};  // `Set X config vars by …`: restarts every dyno

// `Scaled to web@1:Basic worker@0:Basic by …`. Complete for the types it names.
struct Scaled {
  struct Type {
    ProcessType type;
    int quantity = 0;
    std::string size;  // empty before 2017
  };
  std::vector<Type> types;
};

// L10–L15, L20: the log itself lost lines, or (15, 20) cannot be had. Says nothing about any dyno.
struct LogLoss {
  int code = 0;             // 10 of L10
  std::uint64_t lines = 0;  // 0 when not told
};

using What = std::variant<MemorySample, LoadSample, MemoryNotice, DynoError, StateChange, Lifecycle, Request,
                          Released, Deployed, ConfigChanged, Scaled, LogLoss>;

struct Observation {
  Instant at;     // the line's own time
  DynoName dyno;  // empty for what concerns the app (release, scale, loss) or no dyno
  What what;
  bool trusted = true;  // LogLine::trusted
};

// Why a line changes nothing. The order is the order of the tests.
enum class Ignored {
  unreadable,             // no log line at all: cut start, no header, damaged frame
  undated,                // a platform line without a time of its own
  app_output,             // printed by the app: counted, never believed
  addon,                  // heroku-postgres, heroku-redis and other add-ons
  other_source,           // neither app nor heroku (relays, internal input)
  metric_foreign_source,  // `source=` names another process than the line's own
  metric_malformed,       // a platform metric line with a broken value, unit or identity
  metric_unknown,         // a platform metric line without any key we know (diskmbytes)
  not_a_dyno,             // a platform line of no dyno and no known service
  not_needed,             // a platform line that says nothing we use
};
inline constexpr int ignored_reasons = 10;

std::string_view to_text(Ignored reason);  // `app_output`

}  // namespace swapguard::observe
