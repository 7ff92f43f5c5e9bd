// MemoryWindow: the newest readings of one generation, and the questions that rules ask of them.
#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/ring.h"
#include "core/base/time.h"

namespace swapguard::fleet {

struct Reading {
  Instant at;
  Bytes used;  // RSS + swap
  Bytes swap;
};

class MemoryWindow {
 public:
  static constexpr std::size_t readings_max = 64;

  // Readings come in the order of time; the caller drops others.
  void push(const Reading& reading) { readings_.push(reading); }
  bool empty() const { return readings_.empty(); }
  std::size_t size() const { return readings_.size(); }
  const Reading& newest() const { return readings_.newest(); }
  const Reading& back(std::size_t steps) const { return readings_.back(steps); }

  // How many of the newest `out_of` readings are at or over the limit.
  int over(Bytes limit, int out_of) const;
  // How long the readings have been at or over the limit without a break, up to the newest; 0 when it is
  // below.
  Duration over_since(Bytes limit) const;
  // How much swap rose over the newest `samples` readings; negative when it fell.
  Bytes swap_growth(int samples) const;
  // The run of newest readings at or over the limit, as an excursion from where memory was before.
  struct Excursion {
    double before = 0;  // bytes: the median of the readings before it; 0 when there are too few of them
    double hurt = 0;    // seconds of requests hurt by swapping, over `quota`
  };
  Excursion excursion(Bytes limit, Bytes quota) const;

  // The median use of the nine newest readings but `skip`, or of as many as there are; 0 without any.
  Bytes median(std::size_t skip = 0) const;
  // True when the newest reading lies at least 5 % of `whole` below the highest of the four before it: memory
  // is being given back just now (garbage collection, a worker that ended).
  bool falling(Bytes whole) const;

 private:
  Ring<Reading, readings_max> readings_;
};

}  // namespace swapguard::fleet
