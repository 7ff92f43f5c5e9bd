// Future: a world computed ahead: traffic, formation and the memory that any generation would have at any
// moment. It holds whatever anybody does; only bench policies that are meant to cheat may look into it.
#pragma once

#include <vector>

#include "luck.h"
#include "spec.h"

namespace swapguard::bench {

// Computed this far before the start, since generations can be old when the world begins, and this far
// beyond its end, so that the state that a policy leaves behind can be valued.
inline constexpr int steps_before = 28 * steps_an_hour + 20 * steps_a_minute;
inline constexpr int steps_after = steps_a_day;
// The platform cycles a dyno 24 h to 27 h 36 min after its start: no generation grows older.
inline constexpr int age_max = 28 * steps_an_hour;

// Hurt requests as prefix sums over time: of(a, b) is what falls into the steps from a to b.
class Prefix {
 public:
  void add(double amount) { sums_.push_back(sums_.back() + amount); }
  double of(int from, int to) const { return at(to) - at(from); }

 private:
  double at(int step) const { return sums_[static_cast<std::size_t>(step + steps_before)]; }
  std::vector<double> sums_{0};
};

// One process type over time. Vectors start `steps_before` before the world does.
struct TypeFuture {
  std::vector<int> quantity;
  std::vector<float> share;  // requests a second of one dyno while all are up; workers: their weighted work
  Prefix down;               // hurt requests while one more dyno is down
  double capacity = 0;       // requests a second that a dyno can carry
  double mean_share = 0, peak_share = 0;
};

// One place over time.
struct PlaceFuture {
  struct Active {
    int from, to;
  };
  std::vector<Active> active;       // when the formation has this place, within the world and its after-time
  std::vector<float> of_age;        // MB by the age of a generation in steps
  std::vector<double> leaked;       // MB since the beginning of time
  std::vector<float> moment;        // MB: working set and noise
  std::vector<float> spike;         // MB of a big request under way …
  std::vector<int> spike_since;     // … that began then; a restart ends it
  std::vector<float> hour_of_age;   // the largest of_age within the next hour of age
  std::vector<float> hour_of_time;  // the largest moment + spike within the next hour
};

class Future {
 public:
  explicit Future(Spec spec);

  const Spec& spec() const { return spec_; }
  const Luck& luck() const { return luck_; }
  int steps() const { return spec_.steps; }
  int horizon() const { return spec_.steps + steps_after; }
  Instant time_of(int step) const { return spec_.start + step_length * step; }

  const TypeSpec& type_of(std::size_t place) const { return spec_.types[spec_.places[place].type]; }
  const TypeFuture& type(std::size_t type) const { return types_[type]; }
  const TypeFuture& type_future_of(std::size_t place) const { return types_[spec_.places[place].type]; }
  const PlaceFuture& place(std::size_t place) const { return places_[place]; }

  double requests(int step) const { return requests_[index(step)]; }  // a second, of all web dynos
  double share(std::size_t type, int step) const {
    return static_cast<double>(types_[type].share[index(step)]);
  }
  int quantity(std::size_t type, int step) const { return types_[type].quantity[index(step)]; }

  // RSS + swap of the generation that was started at `born`.
  double memory_mb(std::size_t place, int born, int at) const;
  // No less than its memory at any of the hour's steps from `at` on.
  double memory_mb_of_hour(std::size_t place, int born, int at) const;
  double quota_mb(std::size_t place) const { return type_of(place).size.quota.to_megabytes(); }
  double depth(std::size_t place, int born, int at) const {
    return memory_mb(place, born, at) / quota_mb(place) - 1;
  }

  int cycled_at(std::size_t place, int born) const;
  int next_deploy(int after) const;  // the first later than `after`; far beyond the horizon when none comes
  bool deploys_at(int step) const;

 private:
  static std::size_t index(int step) { return static_cast<std::size_t>(step + steps_before); }
  int steps_known() const { return steps_before + horizon() + steps_an_hour; }
  int kept_since(std::size_t place, int born, int at) const;
  void tell_traffic();
  void tell_type(const TypeSpec& spec);
  void tell_place(std::size_t place);
  void tell_leaks(std::size_t place, PlaceFuture& future) const;
  void tell_spikes(std::size_t place, PlaceFuture& future) const;
  std::vector<float> tell_bursts() const;

  Spec spec_;
  Luck luck_;
  std::vector<double> requests_;
  double busiest_ = 0;  // requests a second at the daily peak
  std::vector<TypeFuture> types_;
  std::vector<PlaceFuture> places_;
};

}  // namespace swapguard::bench
