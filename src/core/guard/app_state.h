// AppState: everything the guard knows and remembers of one app. Plain data; observing.h, judging.h,
// restarting.h and waking.h are the functions over it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/indexed_map.h"
#include "core/fleet/fleet.h"
#include "core/guard/command.h"
#include "core/guard/foresight.h"
#include "core/guard/helping.h"
#include "core/guard/learned.h"
#include "core/guard/requests.h"
#include "core/guard/restarts.h"
#include "core/guard/sight.h"
#include "core/policy/rails.h"
#include "core/policy/verdict.h"

namespace swapguard::guard {

// What was last said of a generation, so that each change of the answer is said once (S10).
struct Standing {
  bool acted = false;   // restarted, or in observe mode: would have been
  bool wanted = false;  // it was at its limit at least once
  std::optional<policy::Rail> held;
};

// The restart that is being prepared: nothing has been sent. One an app at a time, and lines wait meanwhile,
// so that the same lines give the same decisions however long the platform takes to answer.
struct Preparing {
  // pacing: decided in time, but the last request of this type left late; the gap holds between requests too.
  enum class Step { claiming, pacing, verifying, marking };
  RestartRecord record;
  policy::Verdict verdict;
  Step step = Step::claiming;
  Instant since;  // wall clock
};

// A restart that was sent and is not over.
struct Watched {
  ProcessType type;
  Instant since;             // wall clock
  int looked = 0;            // times the platform was asked what became of it
  std::optional<bool> gone;  // the platform's list no longer names the old generation
};

// What keeps a place from being tried again just now.
struct Setback {
  Instant until;            // wall clock
  bool by_history = false;  // it could not store the intent; else the platform, or what it shows
  int times = 0;            // in a row before this one
};

// A restart that waits until its dyno is idle.
struct Question {
  policy::Want want;
  Instant at;  // of the newest evidence
  bool trusted = true;
  Instant began{}, newest{};          // wall clock, of the waiting
  Instant asked{};                    // wall clock; never, where load tells it
  std::optional<Instant> told, idle;  // wall clock; idle: told so
  std::string says;                   // why it is not idle
};

struct AppState {
  static constexpr std::size_t waiting_max = 20'000;
  static constexpr Duration setback_remembered = minutes{2};  // after its end

  explicit AppState(policy::AppPolicy wanted, double apart = 1)
      : policy(std::move(wanted)), clocks_apart(apart) {}

  policy::AppPolicy policy;
  double clocks_apart = 1;  // times as much as clocks usually are
  fleet::Fleet fleet;
  Restarts restarts;
  Sight sight;
  Helping helping;
  Foresight foresight;
  Learned learned;
  IndexedMap<DynoId, Standing> standings;
  std::map<DynoName, Setback> setbacks;
  std::map<DynoId, Question> questions;
  Requests requests;
  std::map<ProcessType, Instant> sent_at;  // wall clock, of the newest request
  std::optional<Preparing> preparing;
  std::map<DecisionId, Watched> watched;
  std::deque<observe::Observation> waiting;
  std::optional<Instant> settling_until;
  std::string settling_why;
  bool paused = false;
  std::optional<Instant> paused_until;  // wall clock; nothing: until it is resumed
  std::optional<int> release;           // the newest that was heard of
  bool budget_said = false;
  bool live = false;                                 // Remembered came: there is a platform to ask
  std::optional<Instant> next_list, next_formation;  // wall clock
  std::optional<Instant> webhook_at;                 // wall clock, of the newest
  Instant newest_line{};

  std::vector<Command> out;  // of the step that is being taken

  void command(Command command) { out.push_back(std::move(command)); }
  void record(JournalEntry entry) {
    entry.app = policy.app;
    out.push_back(Record{std::move(entry)});
  }
};

}  // namespace swapguard::guard
