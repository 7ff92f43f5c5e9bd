// Rehearsal: one guard with nobody behind it. Its commands are carried out at once by a platform that agrees
// with the log and says yes, so that a saved log or a written series is judged exactly as a live one would
// be. Used by replay and test; pure, no clock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "core/guard/guard.h"

namespace swapguard::rehearse {

class Rehearsal {
 public:
  using Sink = std::function<void(const guard::JournalEntry&)>;

  // The mode is armed whatever the policy says: the question is what would be done.
  Rehearsal(policy::AppPolicy policy, Sink sink);

  // Called when the guard sends a restart, before what follows from it is stepped. May be empty.
  void on_restart(std::function<void(const guard::SendRestart&, Instant now)> heard) {
    heard_ = std::move(heard);
  }

  // Takes an event and all that follows from it.
  void step(const guard::Event& event, Instant now);
  // step(Observed{app, line}, now) without making an event of it.
  void observe(const observe::Observation& line, Instant now);
  // Wakes the guard at each moment it asked for, in order, up to and including `until`.
  void pass_until(Instant until);

  guard::View view() const { return guard_.view(); }

 private:
  void follow_up(Instant now);
  void carry_out(const guard::Command& command, Instant now);
  void list_dynos(const guard::ListDynos& command);
  guard::RestartAnswered answer(const guard::SendRestart& command);

  AppName app_;
  std::map<DynoId, Instant> created_;  // as far as a listing told
  guard::Guard guard_;
  Sink sink_;
  std::function<void(const guard::SendRestart&, Instant)> heard_;
  std::vector<guard::Event> outcomes_;  // of the commands just carried out, oldest first
  Instant woken_{};                     // the last moment a Tick was given
  Instant wakeup_{};                    // what the guard asked for after its last step
  std::uint64_t requests_ = 0;
};

}  // namespace swapguard::rehearse
