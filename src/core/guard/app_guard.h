// AppGuard: the fold over one app. Gives each event to the function it concerns and lets lines wait while a
// restart is being prepared.
#pragma once

#include <vector>

#include "core/guard/app_state.h"
#include "core/guard/outlook_point.h"
#include "core/guard/view.h"

namespace swapguard::guard {

// As Guard::lies_ahead.
bool lies_ahead(Instant at, Instant now, double clocks_apart);

class AppGuard {
 public:
  explicit AppGuard(policy::AppPolicy policy, double clocks_apart = 1)
      : state_(std::move(policy), clocks_apart) {}

  std::vector<Command> step(const Event& event, Instant now);
  std::vector<Command> observe(const observe::Observation& line, Instant now);
  Instant next_wakeup(Instant now) const;
  Meant meant(const Requested& wish, Instant now) const;
  std::string learned(Instant now) const;
  AppView view() const;
  std::vector<OutlookPoint> outlook(const DynoName& dyno, const DynoId& id, Duration ahead) const;

 private:
  void take(const Event& event, Instant now);
  void take_line(const observe::Observation& line, Instant now);
  std::vector<Command> after(Instant now);
  void let_lines_through(Instant now);
  void tick(Instant now);
  void look_after_sight(Instant now);
  void ask_the_platform(Instant now);
  void forget(Instant now);

  AppState state_;
  Instant next_forgetting_{};
};

}  // namespace swapguard::guard
