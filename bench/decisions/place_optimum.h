// PlaceOptimum: what somebody who knows the whole future would do with one place, found by dynamic
// programming over the minutes at which it could be restarted.
#pragma once

#include <optional>
#include <vector>

#include "future.h"
#include "range_least.h"

namespace swapguard::bench {

struct Generation {
  int born = 0;
  int serves_from = 0;
  bool excused = false;  // its warm-up is nobody's decision: a deploy, a scaling, or before the world began
};

// The generation that lives in a place at the start.
std::optional<Generation> first_generation(const Future& future, std::size_t place);

class PlaceOptimum {
 public:
  // `down`: hurt requests while this place is down; of the type, or given what the others do.
  PlaceOptimum(const Future& future, std::size_t place, const Prefix& down);

  // The least avoidable cost from the start to the horizon, and the steps at which it restarts for it.
  double cost() const { return cost_; }
  const std::vector<int>& restarts() const { return restarts_; }
  // When it is down on that path, for whatever reason but deploys.
  const std::vector<PlaceFuture::Active>& downs() const { return downs_; }

  // The least cost from `from` to the horizon of a place that holds this generation then; nothing: it is not
  // in the formation.
  double cost_after(const std::optional<Generation>& holder, int from) const;

 private:
  enum class End { none, restart, deploy, cycle, kill };
  struct Choice {
    double cost = 0;
    End end = End::none;
    int at = 0;
  };
  struct Stretch {  // of minutes with the same hurt so far
    int first, last;
    double hurt, exposure;
  };
  struct Course {  // of one generation that is left alone
    std::vector<Stretch> stretches;
    double best = 1e300;  // of the restarts seen so far
    double ahead = 0;     // no less than this comes after its end, whenever that is
    double hurt = 0;      // requests
    double exposure = 0;  // seconds of full hurt, whatever the traffic
    double exposure_at_end = 0;
    int natural_end = 0;
    int killed_at = -1;
    bool pruned = false;
  };

  Choice best_for(const Generation& generation, int from, int until) const;
  Course run_course(const Generation& generation, int from, int until) const;
  void take_step(Course& course, const Generation& generation, int at) const;
  void mark(Course& course, int minute) const;
  double least_ahead(const Course& course, int from, int until) const;
  Choice best_restart(const Course& course, int from) const;
  Choice left_alone(const Course& course, const Generation& generation, int until) const;
  double price(int at, bool killed) const;
  double cheapest(int first, int last) const;
  void solve(PlaceFuture::Active active);
  void keep(int minute, const Choice& choice);
  void follow(PlaceFuture::Active active);
  const Choice& choice_after(const Choice& before, int born) const;
  int lag() const { return type_.overlap > 0 ? type_.overlap : type_.boot; }

  const Future& future_;
  std::size_t place_;
  const TypeSpec& type_;
  const TypeFuture& load_;
  Prefix down_;
  double quota_mb_;
  // By minute: the best for a generation that is started then, by a restart or by a deploy.
  std::vector<Choice> renewed_, deployed_;
  RangeLeast restart_;  // price of a restart then and all that follows
  double cost_ = 0;
  std::vector<int> restarts_;
  std::vector<PlaceFuture::Active> downs_;
};

}  // namespace swapguard::bench
