// Verdict: what the rules want for one generation and what the guard rails say. A typed reason with its
// evidence, never a boolean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace swapguard::policy {

// Which rule wants the restart; in the order in which they are asked.
enum class Cause {
  urgent,
  over_limit,
  forecast,
  quiet_moment,   // the limit will be reached; now is the time at which a restart hurts least
  quiet_cycling,  // the platform's daily cycling will come; now it hurts less
  swap_growth,
  r14,
  requested
};
std::string_view to_text(Cause cause);  // `over_limit`

// What can hold a restart back; in the order in which they are asked. The first that says no is the reason.
enum class Rail {
  paused,            // a person paused the app
  not_helping,       // S13: restarts of this type did not help
  refused,           // the platform refused the last attempt a moment ago
  stale,             // the evidence is older than two sample intervals, or was found in a damaged frame (S3)
  stale_generation,  // another generation holds the place (S2)
  min_uptime,        // S4
  falling,           // memory is being given back just now
  spike,             // a jump from far below, or a burst of traffic: it may pass by itself
  settling,          // a release, deploy, scale or configuration change a moment ago (S8)
  busy,              // the platform is restarting or starting a dyno of this type (S8)
  protected_window,
  cooldown,  // S7
  budget,    // S7
  at_once,   // S5
  gap,
  min_healthy,  // S6
  lone,         // S6: the only dyno of its type, and that is not allowed
  working,      // busy_command or its load says that the dyno is at work
  fir,          // asked of dynos of Fir alone: their restarts are not switched on
};
std::string_view to_text(Rail rail);  // `min_uptime`
// What must come before it says yes: `a newer sample`.
std::string_view waits_for(Rail rail);

struct Want {
  Cause cause = Cause::over_limit;
  bool urgent = false;               // past the urgent limit
  std::optional<Bytes> limit;        // of the rule, where it has one
  int over = 0, of = 0;              // readings over it
  std::optional<Duration> to_quota;  // of a forecast; of the quiet moments: to the limit, or the cycling
  double saves = 0;                  // of the quiet moments: hurt requests then for each one now
  std::optional<double> harm_level;  // the limit is the learned harm level: percent of the quota
  std::optional<double> before_kill = {};  // percent: the limit stands here because a kill comes at the quota
  std::string request = {};                // of `requested`: r-8f31c2d07a
};

struct Check {
  Rail rail;
  bool passed = true;
  std::string says;                   // `34m since the last restart here, needs 30m`
  std::optional<Instant> until = {};  // of a no: not before that time, evidence time
};

struct Verdict {
  Want want;
  std::vector<Check> checks;  // every rail, in order

  // The first rail that says no; nothing: the restart may go ahead.
  const Check* held() const;
};

}  // namespace swapguard::policy
