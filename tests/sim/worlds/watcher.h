// Watcher: what a checker is told of a world. All of it is fact: what the platform's own books say, what
// bytes and answers reached a swapguard, what left it. What a swapguard believes is asked nowhere.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/guard/command.h"
#include "core/guard/event.h"
#include "sim/model/platform.h"
#include "sim/worlds/heard.h"
#include "sim/worlds/plan.h"

namespace swapguard::worlds {

// One run of one swapguard, from its start to its crash.
struct Life {
  int guard = 0;   // which swapguard, from 0
  int number = 0;  // which life of all
  int history = 0;
  Instant began;
  Duration clock{};  // how far its clock is ahead just now
  policy::AppPolicy policy;
  bool paused = false;
  HeardBook book;
};

// A DELETE as it leaves a swapguard.
struct Sent {
  const Life& life;
  DecisionId decision;
  DynoName dyno;
  DynoId meant;
  guard::RestartState row;  // of the decision, as the disk has it
  bool has_row = false;
};

enum class Effect { none, maybe, done };  // of a DELETE, as far as its answer can tell

// An answer to GET /dynos that arrived whole.
struct Listing {
  Instant asked, taken;  // taken: when the platform looked
  std::vector<guard::PlatformDyno> dynos;
};

// What all watchers look at.
struct Scene {
  const Plan& plan;
  const sim::Spec& spec;
  sim::PlatformModel& platform;
  Instant now;
  Duration log_ahead{};     // the log's clock against the platform's
  Duration clock_ahead{};   // the furthest that any swapguard's clock was ever ahead …
  Duration clock_behind{};  // … or behind
  std::optional<Instant> healed_at;
  std::vector<std::string> broken;
  std::deque<std::string> said;  // the newest lines that a log session may tell
  // Whether by this history a restart of the generation was sent, or may have been.
  std::function<bool(int history, const DynoId& id)> may_be_sent;

  const AppName& app() const { return spec.apps.front().name; }
  sim::App& dynos() const { return *platform.apps().front(); }
  void breaks(std::string_view rule, const std::string& how);
};

class Watcher {
 public:
  explicit Watcher(Scene& scene) : scene_(scene) {}
  virtual ~Watcher() = default;

  virtual void began(const Life&) {}
  virtual void ended(const Life&) {}
  // What it knows from earlier lives, when it begins.
  virtual void remembers(const Life&, const guard::Remembered&) {}
  // A line that reached it. `reading`: its generation, when the line is a new reading of one.
  virtual void heard(const Life&, const observe::Observation&, const HeardLife* reading) {
    static_cast<void>(reading);
  }
  virtual void told(const Life&, const guard::JournalEntry&) {}
  virtual void claims(const Life&, const guard::RestartRecord&) {}
  virtual void claim_failed(const Life&, const DecisionId&) {}
  virtual void listed(const Life&, const Listing&) {}
  virtual void sends(const Sent&) {}
  virtual void acted(const Sent&, const DynoId& hit) { static_cast<void>(hit); }
  virtual void answered(const Sent&, Effect) {}
  virtual void settled(const Life&, const DecisionId&, guard::RestartState) {}
  virtual void turned(const Life&) {}    // armed, observe, paused or resumed
  virtual void reloaded(const Life&) {}  // by a new configuration
  virtual void passed() {}               // time has passed: at most a second since it was told last

 protected:
  Scene& scene_;
};

}  // namespace swapguard::worlds
