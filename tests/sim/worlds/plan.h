// Plan: everything that fixes one simulated world. It prints as one line, `seed=17 kind=leak dynos=4 …`,
// which plays the same world again; a failing world is shrunk by taking things out of its plan.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/base/time.h"
#include "core/policy/policy.h"
#include "sim/model/random.h"
#include "sim/model/spec.h"

namespace swapguard::worlds {

// What can go wrong. Chances and rates stand in plan.cpp's table.
enum class Fault {
  line_lost,
  body_lost,
  body_doubled,
  body_reordered,
  body_delayed,
  body_cut,
  body_corrupt,
  lines_forged,
  lines_dropped,  // L10: Logplex says that it dropped some
  log_silent,     // nothing of the log arrives for minutes
  log_late,       // all of it arrives minutes late, for a while
  api_401,
  api_403,
  api_404,
  api_409,
  api_422,
  api_429,
  api_429_told,    // with Retry-After
  api_5xx,         // acted upon or not
  api_not_sent,    // no connection
  api_lost,        // the request never arrives
  api_lost_after,  // it is carried out, the answer is lost
  api_slow,        // seconds; past 20 s the answer is given up
  api_broken,      // half an answer, or one that is no JSON
  clock_jump,
  log_skew,
  crash,       // of the process, at any await point
  power_loss,  // of the machine: what was not synced may be gone or be there
  disk_slow,   // up to minutes
  disk_full,
  fsync_fails,
  deploy,
  scale,
  config_vars,
  cycling,
  dyno_crash,
  people,     // or another tool: restarts by somebody else
  slow_boot,  // most of a minute, all that the platform allows
  preboot,
  pause,
  reload,  // of the configuration, to observe and back
  // Of log sessions.
  session_refused,  // its address is not known any more
  session_cut,      // in the middle of a line
  session_hangs,    // nothing comes, and nobody says so
  session_gap,      // a new one begins without what was missed
  session_doubled,  // lines told twice
};
inline constexpr int faults = 46;
std::string_view to_text(Fault fault);  // `body_cut`

// What the app is like, and what its owner wants.
enum class Kind {
  leak,       // grows to the limit within an hour or some
  over,       // all over the limit at once
  flat,       // noise below the limit: to be left alone
  too_big,    // at the limit minutes after each start: restarts do not help
  budget,     // leaks faster than the budget allows
  half_down,  // one of three keeps crashing, two are to stay up
  observe,    // leaks, and nothing is to be done
  surge,      // past the kill point within minutes of its start
};
inline constexpr int kinds = 8;
std::string_view to_text(Kind kind);

struct Plan {
  std::uint64_t seed = 1;
  Kind kind = Kind::leak;
  int dynos = 2;
  int minutes = 120;   // with faults; then they end and the world goes on for a while
  int guards = 1;      // swapguards on this app
  bool shared = true;  // … that share a history
  int crash_at = 0;    // the await point at which the process crashes, counted from the start; 0: none
  // The log travels as bytes, framed and read as in life; else its memory lines travel as values. Faults that
  // damage or forge text need it.
  bool text = true;
  // Lines come by a log session; else by a drain.
  bool session = false;
  bool careful = false;  // the product's own wish for quiet moments; else only the limit counts
  std::set<Fault> faults;

  bool has(Fault fault) const { return faults.contains(fault); }
};

// The world of a seed: its kind, size and faults are drawn from it.
Plan plan_of(std::uint64_t seed);
std::string to_text(const Plan& plan);
// As to_text writes it; what is not named is as plan_of has it for the seed.
std::optional<Plan> parse_plan(std::string_view text);

sim::Spec spec_of(const Plan& plan);
policy::AppPolicy policy_of(const Plan& plan);

// Luck with faults, each with a stream of its own: to leave one out changes nothing about the others.
class Dice {
 public:
  explicit Dice(const Plan& plan);

  // True when the fault strikes on this occasion.
  bool hit(Fault fault);
  // For faults that strike by time: how long until the next one.
  Duration until_next(Fault fault);
  sim::Random& of(Fault fault) { return streams_[static_cast<std::size_t>(fault)]; }
  // From here on nothing fails any more.
  void heal() { healed_ = true; }
  bool healed() const { return healed_; }
  std::uint64_t struck(Fault fault) const { return struck_[static_cast<std::size_t>(fault)]; }
  void count(Fault fault) { ++struck_[static_cast<std::size_t>(fault)]; }

 private:
  const Plan& plan_;
  std::array<sim::Random, faults> streams_;
  std::array<std::uint64_t, faults> struck_{};
  int await_points_ = 0;
  bool healed_ = false;
};

}  // namespace swapguard::worlds
