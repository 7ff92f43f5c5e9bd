// Dynos: the places of one app and the generations that come and go in them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/model/life.h"

namespace swapguard::sim {

class Dynos {
 public:
  // Both must outlive this.
  Dynos(World& world, const AppState& app) : world_(world), app_(app) {}

  // The dynos that exist when the simulation starts.
  void populate();
  // Makes the places match the formation: new ones start, the highest numbers go.
  void fit(const ProcessType& type);
  // The generation in this place ends, another one begins. `word` is what the log calls it.
  // With preboot, where the size allows it, the new one runs beside the old for a while.
  void replace(const DynoName& name, Cause cause, std::string_view word = "Restarting");
  void replace_type(const ProcessType& type, Cause cause);
  void replace_all(Cause cause);
  // The process dies by itself; the platform starts it again after its cool-off.
  void crash(const DynoName& name);
  void reshape(const DynoName& name, const MemoryShape& shape);
  void forgive_crashes();  // a new release resets the cool-off

  // The listed generation by name or UUID; null when the API would say 404.
  LifePtr listed(std::string_view name_or_id) const;
  std::vector<guard::PlatformDyno> list() const;
  std::vector<LifePtr> running(const ProcessType& type) const;  // processes, unlisted old ones included
  int serving(const ProcessType& type) const;                   // places with a process that is up
  std::size_t places() const { return places_.size(); }

 private:
  struct Place {
    DynoName name;
    ProcessType type;
    LifePtr listed;
    LifePtr old;      // preboot: unlisted, still serving
    int crashes = 0;  // in a row

    bool has_old() const { return old && !old->ended; }
    bool serves() const { return has_old() || listed->dyno.state == DynoState::up; }
  };
  using Key = std::pair<ProcessType, int>;

  void fill(const ProcessType& type, int quantity);
  LifePtr create(Place& place);
  void resume(const LifePtr& life);
  void begin(const LifePtr& life);
  void go_up(const LifePtr& life);
  void sample(const LifePtr& life);
  void plan_cycle(const LifePtr& life);
  void retire(const LifePtr& life, Cause cause, Duration sigterm_after, Duration exit_after);
  void end(const LifePtr& life);
  void die(const LifePtr& life, Cause cause, std::string_view signal_line, int status);
  void revive(const LifePtr& dead, Cause cause);
  void replace_beside(Place& place, Cause cause);
  void replace_in_place(Place& place, Cause cause, std::string_view word);
  void remove(Place& place);
  void change(Life& life, DynoState state);
  void count(const ProcessType& type);
  Place* holding(const Life& life);
  bool preboots(const Place& place) const;
  void say(const Life& life, std::string text);
  void say_in(Duration delay, const LifePtr& life, std::string text);

  World& world_;
  const AppState& app_;
  std::map<Key, Place> places_;
  std::map<Key, int> lives_;  // so far, places that are gone included: no generation comes again
};

}  // namespace swapguard::sim
