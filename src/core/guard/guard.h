// The guard is a fold: step(event, now) → commands. It owns no socket, clock, thread or random number.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/guard/command.h"
#include "core/guard/event.h"
#include "core/guard/outlook_point.h"
#include "core/guard/requests.h"
#include "core/guard/view.h"
#include "core/policy/policy.h"

namespace swapguard::guard {

class Guard {
 public:
  // `clocks_apart`: in a rehearsal whose time runs so many times as fast, the log's clock and ours lie as
  // many times as far apart.
  explicit Guard(std::vector<policy::AppPolicy> policies, double clocks_apart = 1);
  ~Guard();
  Guard(Guard&&) noexcept;
  Guard& operator=(Guard&&) noexcept;

  // Takes one thing that happened; everything to be done about it is in the answer, in order. `now` is the
  // wall clock (in replay: the newest line's time) and serves time-outs only: memory is judged at the time of
  // the lines themselves, so that the same lines give the same decisions. `now` may jump; it is never trusted
  // to rise. Events for apps without a policy change nothing; PolicyChanged
  // brings a new app, which begins with Remembered as all do.
  std::vector<Command> step(const Event& event, Instant now);

  // step(Observed{app, line}, now) without making an event of it; `line` is not kept.
  std::vector<Command> observe(const AppName& app, const observe::Observation& line, Instant now);
  // Too far ahead of the wall clock to be believed: damage in transit can turn a digit of the year, and one
  // such line would make all true ones look old. To be dropped wherever lines are kept; the guard passes over
  // it.
  bool lies_ahead(const observe::Observation& line, Instant now) const;
  // Where several instances share the apps: it guards this one from here on, and Remembered comes next; or no
  // longer, and forgets all it knew of it. What answers on their way made durable is then given back.
  void adopt(policy::AppPolicy policy);
  void disown(const AppName& app);

  // When step(Tick{}) has something to do next, at the latest.
  Instant next_wakeup(Instant now) const;

  // What a request for a restart would mean now; an app without a policy is not known.
  Meant meant(const Requested& wish, Instant now) const;

  // What was learned of the app and is not seen in a day: traffic, growth, harm, leaks. For Remembered, after
  // the next start or in another instance. Text; empty: nothing, or the app is not known.
  std::string learned(const AppName& app, Instant now) const;

  // The picture of the moment, for CLI, dashboard and metrics. O(dynos).
  View view() const;

  // Where one generation's memory is going, from its last sample on, for so long (two days at most); a point
  // where it meets its quota, and where the range does. The forecast of its view, worked out only when asked
  // for. Empty: there is none.
  std::vector<OutlookPoint> outlook(const AppName& app, const DynoName& dyno, const DynoId& id,
                                    Duration ahead) const;

 private:
  struct Self;
  std::unique_ptr<Self> self_;
};

}  // namespace swapguard::guard
