// Platform: a world that reacts. Each step of ten seconds it carries out the restarts that were asked for,
// scales, deploys, cycles and kills, counts what that hurts, and says in the log what Heroku would say.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "core/guard/event.h"
#include "lines.h"
#include "tally.h"

namespace swapguard::bench {

// A restart that a policy asked for and got.
struct Act {
  int at;  // step
  std::size_t place;
  double percent;  // RSS + swap of the quota
  double busy;     // requests, against the mean of the world
  bool needless;
  std::string why;  // as the policy says it; may be empty
};

class Platform {
 public:
  enum class Trouble { real, none };  // none: memory is tiny and nothing cycles
  // The future must outlive this.
  explicit Platform(const Future& future, Trouble trouble = Trouble::real);

  using Listener = std::function<void(const observe::Observation&)>;
  // One step. Without a listener nothing is said. `with_requests`: router lines too.
  void advance(const Listener& listener, bool with_requests);
  int now() const { return step_; }  // the step that comes next

  // Carried out at the start of the next step. By id: only if that generation holds the place then. By name:
  // whoever holds it; `meant` is the generation that the caller had seen.
  void restart_id(const DynoName& dyno, const DynoId& id, std::string why = {});
  void restart_name(const DynoName& dyno, const DynoId& meant);

  // As GET /apps/{app}/dynos lists them; under preboot a place is its newest generation.
  std::vector<guard::PlatformDyno> dynos() const;
  std::optional<DynoId> holder(std::size_t place) const;
  std::vector<guard::FormationListed::Type> formation() const;
  const std::vector<DynoName>& names() const { return names_; }
  const Future& future() const { return future_; }
  const std::vector<Act>& acts() const { return acts_; }

  // What the run cost; the state that it leaves is valued by what a clairvoyant would still pay.
  Tally finish(const Optimum* optimum) const;

 private:
  enum class Cause { start, request, deploy, scale, cycle, kill };
  struct Place {
    bool active = false;
    Life now;
    std::optional<Life> old;  // under preboot, until `old_until`
    int old_until = 0;
    std::optional<Life> gone;  // may have a last sample under way
    int gone_at = 0;
    bool said_up = true;
    double memory_mb = 0;
    std::deque<int> asked;  // restarts of the last day
  };
  struct Wish {
    std::size_t place;
    DynoId id;  // nil: not told
    bool by_name;
    std::string why;
  };

  void wish(const DynoName& dyno, const DynoId& id, bool by_name, std::string why);
  void grant(const Wish& wish);
  void count_restart(const Wish& wish, const Life& victim);
  double exposure_ahead(std::size_t place, const Life& life) const;
  Life birth(std::size_t place, int serves_from, Cause cause) const;
  void replace(std::size_t place, Cause cause);
  void replace_beside(std::size_t place, Cause cause);
  void replace_in_turn(std::size_t place, Cause cause);
  void scale();
  void deploy();
  void cycle();
  void grow(std::size_t place);
  void end_overlap(std::size_t place);
  bool kill_if_due(std::size_t place);
  bool serves(const Place& place) const;
  void count_type(std::size_t type);
  void count_dyno(std::size_t place, double share, double queueing);
  void say_samples();

  const Future& future_;
  Trouble trouble_;
  Lines lines_;
  std::vector<DynoName> names_;
  std::vector<Place> places_;
  std::vector<Wish> wishes_;
  int step_ = 0;
  bool telling_ = false, telling_requests_ = false;
  Tally tally_;
  std::vector<Act> acts_;
};

}  // namespace swapguard::bench
