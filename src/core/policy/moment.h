// Moment: is now the cheapest time for a restart that will be needed anyway? Between "soon" and "must" lies a
// span in which every minute would do; what differs is how many requests the restart hurts.
//
// The cheapest chain of restarts over the next day and a half is worked out by dynamic programming over
// quarters of an hour (Bellman, Dynamic Programming, 1957): a generation that starts at t lasts until its
// memory reaches the limit, the platform cycles it or somebody renews it; a restart at t costs what the
// traffic of that time makes it cost. The nearer the limit, the fewer moments are left to choose from, and
// the less is asked of them.
#pragma once

#include <optional>
#include <vector>

#include "core/base/time.h"
#include "core/learn/growth.h"
#include "core/learn/renewals.h"
#include "core/learn/traffic.h"

namespace swapguard::policy {

// What a restart does to those who use the app, in requests hurt.
struct RestartCost {
  Duration boot = seconds{30};
  bool preboot = false;
  bool worker = false;
  double dynos = 1;  // of the type; may be an expectation: 1.4

  // `rate`: requests a second of the whole app; `busiest`: the same in the busiest half-hour of the day.
  double at(double rate, double busiest) const;
};

// What is known of the time to come.
struct Outlook {
  const learn::Traffic& traffic;  // of the whole app
  const learn::Traffic& own;      // of one dyno of the type
  const learn::Renewals& renewals;
  learn::Growth growth;  // of the generations to come
  double base = 0;       // level of a fresh generation without its working set
  RestartCost cost;
};

class Plan {
 public:
  static constexpr Duration step = minutes{15};
  static constexpr int steps = 36 * 4;

  Plan(const Outlook& outlook, Instant at);
  Instant made_at() const { return start_; }

  // The generation that holds the place now.
  struct Subject {
    learn::Growth growth;
    double level = 0;  // used / limit, free of short spikes
    double rate = 0;   // requests a second of the whole app
    std::optional<Instant> born;
  };
  struct Choice {
    enum class End {
      none,
      limit,
      cycling
    } end = End::none;                          // what ends the generation first, if nothing is done
    Instant ends;                               // when
    Instant best;                               // the cheapest moment from now on
    double reaches_limit = 0;                   // how likely it comes to the limit, and is not cycled before
    double price = 0;                           // requests hurt by a restart now
    double price_at_end = 0;                    // … by the one at the end
    double now = 0, best_cost = 0, at_end = 0;  // of acting then, with the chain of restarts that follows
  };
  Choice choose(const Subject& subject, Instant at) const;

 private:
  void foresee(const Outlook& outlook);
  int lasts(const Outlook& outlook, int from) const;
  double best_from(int from, int end, double a_step) const;
  void solve(const Outlook& outlook);
  double cost_at(int index) const;

  Instant start_;
  RestartCost cost_;
  double busiest_ = 0, mean_price_ = 0;
  // For each step: requests a second of one dyno, renewals expected, price of a restart; value: of the
  // cheapest chain from there on; grown: by the leak since the start.
  std::vector<double> rates_, renewals_, prices_, values_, grown_;
};

}  // namespace swapguard::policy
