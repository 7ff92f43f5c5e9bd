// JournalEntry: one line of what swapguard saw, decided and did. The only truth: the log, the feed, `why`,
// metrics, notifications and the history are views of these. Kinds and keys are a public contract.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/time.h"
#include "core/platform/dyno.h"

namespace swapguard::guard {

enum class Kind {
  restart,         // a restart is being sent; in replay: would be
  restarted,       // the replacement is up and has sent a sample
  restart_failed,  // refused, without effect, or its replacement did not come
  would_restart,   // observe mode: what armed would have done
  held,            // a rule wants a restart, a guard says no
  r14,
  r15,
  crashed,
  platform_restart,  // cycling, a person or the API: not ours
  release,
  scale,
  blind,
  seeing,  // S12
  paused,
  resumed,
  trigger,      // a webhook asked
  budget,       // the budget is used up (S7)
  not_helping,  // S13
  config,
  outcome,  // ten minutes after a restart: what it freed, cost and whether it helped
  finding,  // something learned: harm_level, release_leaks, release_mended, size, busy_cycling
  tick,     // replay --tick only
};
inline constexpr int journal_kinds = 21;

std::string_view to_text(Kind kind);  // `restart_failed`
std::optional<Kind> parse_kind(std::string_view text);

// One detail. Sizes print as MB, durations in seconds, instants as RFC 3339.
using Detail = std::variant<bool, std::int64_t, double, std::string, Bytes, Duration, Instant>;

struct JournalEntry {
  Kind kind = Kind::tick;
  Instant at;        // of the evidence: in live and in replay the same
  AppName app;       // empty: concerns the whole program
  ProcessType type;  // empty where it does not apply, as below
  DynoName dyno;
  DynoId id;           // nil: none
  std::string reason;  // a word of a fixed set: over_limit, cooldown, no_samples …
  DecisionId decision;
  std::string title;  // one sentence for people, the dyno first, with figures
  std::vector<std::pair<std::string, Detail>> details;  // `memory`, `quota`, `percent`, `growth` …
};

}  // namespace swapguard::guard
