// Draft: draws the parts of a world by chance: traffic, process types, the memory of their dynos. Levels are
// shares of the quota.
#pragma once

#include "sim/model/random.h"
#include "spec.h"

namespace swapguard::bench {

// How a process of this app grows before chance makes each dyno a little different.
struct Growth {
  PlaceSpec place;
  double hours = 23;  // until the quota at mean traffic, or a day: how old a dyno can be at the start
};

class Draft {
 public:
  Draft(Spec spec, std::uint64_t seed);

  Spec take() { return std::move(spec_); }
  Spec& spec() { return spec_; }
  sim::Random& chance() { return chance_; }
  double between(double low, double high) { return chance_.between(low, high); }
  template <class Value>
  Value one_of(std::initializer_list<Value> values) {
    return values.begin()[chance_.next() % values.size()];
  }
  int days() const { return spec_.steps / steps_a_day; }

  // Moves the beginning to this hour of the same week.
  void start_on(std::chrono::weekday day, hours hour);
  // Requests a second of each of so many web dynos.
  void traffic(double per_dyno, double dynos);
  // Both give the index of the type.
  std::size_t web(int dynos, std::string_view size, bool preboot);
  std::size_t worker(int dynos, std::string_view size);
  std::size_t usual_web(int dynos = 0);  // 0: two to eight; size and preboot by chance
  double quota_mb(std::size_t type) const { return spec_.types[type].size.quota.to_megabytes(); }
  // How busy the hour of the day is, against the mean of the day.
  double busy_at(double hour) const;

  Growth plateau(std::size_t type, double low, double high);
  enum class Leak { by_time, by_traffic, by_steps };
  Growth leak(std::size_t type, double hours, Leak kind);
  Leak any_leak() { return one_of({Leak::by_time, Leak::by_traffic, Leak::by_steps}); }

  // All dynos of the type grow like that, each a little different: `differ` is the deviation of the logarithm
  // of its rates, drawn by chance when it is negative.
  void fleet(std::size_t type, int dynos, const Growth& growth, double differ = -1);
  PlaceSpec& place(std::size_t type, int ordinal, const Growth& growth, double differ);
  // From this step on every place of the type leaks so many times as fast.
  void pace(std::size_t type, int step, double factor);
  void deploy(int step);
  void scale(std::size_t type, int step, int dynos);

 private:
  TypeSpec type(std::string_view name, int dynos, std::string_view size);
  Growth common(std::size_t type, double base);
  Duration age(double hours) { return seconds{static_cast<int>(3600 * between(0.2, std::max(0.4, hours)))}; }

  Spec spec_;
  sim::Random chance_;
};

}  // namespace swapguard::bench
