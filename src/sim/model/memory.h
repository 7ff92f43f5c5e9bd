// Memory: how the memory of one generation develops, and what a sample of it shows.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/platform/dyno_size.h"
#include "sim/model/random.h"

namespace swapguard::sim {

// Parts that add up; every part that is not set stays out. Megabytes are Heroku's: 2^20 bytes.
struct MemoryShape {
  double base_mb = 240;  // after boot
  double noise_mb = 1;   // standard deviation, correlated over a minute or so
  double boot_mb = 60;   // at the start of the process, rising to base within boot_ramp
  Duration boot_ramp = seconds{40};

  double leak_mb_per_minute = 0;
  double leak_kb_per_request = 0;      // follows the traffic
  double step_mb = 0;                  // lost at once …
  Duration step_every = hours{1};      // … this often
  double spike_mb = 0;                 // held for spike_length …
  Duration spike_first = minutes{30};  // … from this uptime on …
  Duration spike_every{0};             // … and again; 0: once
  Duration spike_length = seconds{60};
  double saw_mb = 0;  // a garbage collector's sawtooth
  Duration saw_period = minutes{20};
  double plateau_mb = 0;  // a heap that fills up and stays
  Duration plateau_rise = hours{2};
  double swell_mb = 0;  // grows ever faster: this much times e^(uptime / swell_time) − 1
  Duration swell_time = hours{3};
  Duration gives_back_every{
      0};  // what has leaked is given back each time so much uptime has passed; 0: never

  double cache_mb = 8;  // page cache, given back when memory gets short
  Duration cache_fill = minutes{30};
  double early_swap_mb = 0;  // swapped out long before the quota
  double pin = 0.985;        // RSS stays below this share of the quota; the rest goes to swap

  static MemoryShape flat(double level_mb, double noise_mb = 1);
  static MemoryShape leak(double from_mb, double mb_per_minute, double noise_mb = 1);
};

// What the platform measures: exact to the hundredth of a megabyte that a line prints.
struct Reading {
  Bytes rss, cache, swap;
  std::int64_t rss_centi = 0, cache_centi = 0, swap_centi = 0;  // hundredths of a megabyte
  std::uint64_t pages_in = 0, pages_out = 0;

  std::int64_t total_centi() const { return rss_centi + cache_centi + swap_centi; }
  Bytes used() const { return Bytes::hundredths(rss_centi + swap_centi); }  // what R14 and R15 hold against
  Bytes total() const { return Bytes::hundredths(total_centi()); }
};

// What depends on the uptime alone, in megabytes: all but leaks and noise. `booted` leaves the ramp out.
double level_of_age(const MemoryShape& shape, Duration uptime, bool booted);

// How a process that uses so much shows on the platform: RSS up to the pin, the rest in swap, cache in what
// is left. `luck`, 0…1, moves the pin a little. Page counters stay 0.
Reading reading_of(const MemoryShape& shape, const DynoSize& size, double used_mb, Duration uptime,
                   double luck);

class Memory {
 public:
  Memory(const MemoryShape& shape, const DynoSize& size, Random random);

  // The process starts; `booted` leaves the ramp out (a dyno that has been up for long).
  void start(Instant at, bool booted);
  // Moves on to `at`, with so many requests served since the last reading.
  Reading read(Instant at, double requests);

  const MemoryShape& shape() const { return shape_; }
  // From now on it behaves like that; what has leaked stays leaked.
  void reshape(const MemoryShape& shape) { shape_ = shape; }

 private:
  MemoryShape shape_;
  DynoSize size_;
  Random random_;
  Instant started_{}, last_{};
  bool booted_ = false;
  double leaked_mb_ = 0;
  double noise_ = 0;
  std::uint64_t pages_in_ = 0, pages_out_ = 0;
};

}  // namespace swapguard::sim
