// MemoryWindow: the newest readings of one generation, and the questions that rules ask of them. There is one
// for each dyno that is watched, so it is packed: nine octets a reading.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/bytes.h"
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

  // Readings come in the order of time; the caller drops others. More than a terabyte is kept as one, and
  // more than 71 minutes between two of them as so many.
  void push(const Reading& reading);
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Instant newest_at() const { return newest_at_; }
  Bytes newest_used() const { return used(0); }
  Reading newest() const { return {newest_at_, used(0), swap(0)}; }

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
  // Of the reading so many before the newest.
  std::size_t index(std::size_t back) const { return (pushed_ - 1U - back) % readings_max; }
  Bytes used(std::size_t back) const {
    return Bytes{std::int64_t{used_high_[index(back)]} << 32 | std::int64_t{used_low_[index(back)]}};
  }
  Bytes swap(std::size_t back) const { return swaps_ ? (*swaps_)[index(back)] : Bytes{0}; }
  // Since the reading before it.
  Duration step(std::size_t back) const { return Duration{steps_[index(back)]}; }

  std::array<std::uint32_t, readings_max> steps_{};  // microseconds
  std::array<std::uint32_t, readings_max> used_low_{};
  std::array<std::uint8_t, readings_max> used_high_{};
  std::uint8_t size_ = 0;
  std::uint32_t pushed_ = 0;
  Instant newest_at_{};
  std::unique_ptr<std::array<Bytes, readings_max>> swaps_;  // null: it never swapped
};

}  // namespace swapguard::fleet
