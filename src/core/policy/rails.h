// Rails: may the restart that a rule wants happen now? Every rail is asked, so that `why` can show them all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fleet/fleet.h"
#include "core/policy/policy.h"
#include "core/policy/verdict.h"

namespace swapguard::policy {

// What the guard remembers beside the fleet, as of the evidence's time.
struct Circumstances {
  bool paused = false;
  bool helping = true;                   // S13
  std::optional<Instant> refused_until;  // after a refusal of the platform
  bool refused_by_history = false;       // … or of the history, which could not store the intent
  Duration ahead_most = seconds{40};     // that the evidence may be ahead of the wall clock
  bool trusted = true;                   // the line was not found in a damaged frame
  Duration age{};                        // of the evidence, by the wall clock
  std::optional<Instant> last_here;      // start of the newest restart of the place, by whomever
  std::optional<Instant> last_of_type;   // … of the type, by us
  int in_flight = 0;                     // restarts of the type by us that are not over
  int others_up = 0;                     // healthy dynos of the type, not in flight, without this one
  int used_budget = 0;                   // restarts of the app by us in the budget's span
  int budget = 0;
  std::optional<Instant> settling_until;  // after a release …
  std::string settling_why;               // `release v5`
  int used_here = 0;                      // restarts of the place by us in a day
  double restart_hurts = 30;              // what a restart hurts now, in seconds of one dyno's requests
  double waiting_saves = 0;               // of them, once a burst of traffic is over
  bool busy = false;                      // the platform starts a dyno of the type, not by our hand
  // What is known of the dyno's work, by busy_command or by its load.
  bool working = false;
  std::string work = "neither busy_command nor idle_load";
};

std::vector<Check> check(const Want& want, const fleet::Place& place, const fleet::Generation& generation,
                         const fleet::Fleet& fleet, const AppPolicy& policy,
                         const Circumstances& circumstances, Instant at);

}  // namespace swapguard::policy
