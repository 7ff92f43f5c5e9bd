// MemoryWindow: the newest readings of one generation, and the questions that rules ask of them. There is one
// for each dyno that is watched, so it is packed, eight octets a reading, and long only where one asks for
// it.
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
  // So many of the newest are kept, once it is lengthened; before, what the medians ask for.
  static constexpr std::size_t readings_max = 64, readings_short = 16;

  // Readings come in the order of time; the caller drops others. More than a terabyte is kept as one, and
  // more than four hours between two of them as so many. The first that swaps lengthens the window.
  void push(const Reading& reading);
  // From the first reading on that is at a limit: all runs and shares of readings begin with such a one.
  void lengthen();
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
  // A reading: 40 bits of octets used, and 24 of the milliseconds since the one before it.
  using Packed = std::uint64_t;
  static constexpr int used_bits = 40;
  struct Long {
    std::array<Packed, readings_max> readings{};
    std::array<Bytes, readings_max> swaps{};
  };

  // The place of the reading so many before the newest; both lengths are powers of two.
  static std::size_t slot(std::size_t number, std::size_t length) { return number & (length - 1); }
  Packed packed(std::size_t back) const {
    const std::size_t number = pushed_ - 1U - back;
    return long_ ? long_->readings[slot(number, readings_max)] : short_[slot(number, readings_short)];
  }
  Bytes used(std::size_t back) const {
    return Bytes{static_cast<std::int64_t>(packed(back) & ((Packed{1} << used_bits) - 1))};
  }
  Bytes swap(std::size_t back) const {
    return long_ ? long_->swaps[slot(pushed_ - 1U - back, readings_max)] : Bytes{0};
  }
  // Since the reading before it.
  Duration step(std::size_t back) const { return milliseconds{packed(back) >> used_bits}; }

  std::array<Packed, readings_short> short_{};
  std::unique_ptr<Long> long_;  // null: no reading swapped or was at a limit
  Instant newest_at_{};
  std::uint32_t pushed_ = 0;
  std::uint8_t size_ = 0;
};

}  // namespace swapguard::fleet
