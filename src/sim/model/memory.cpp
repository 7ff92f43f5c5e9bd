#include "sim/model/memory.h"

#include <algorithm>
#include <cmath>

namespace swapguard::sim {
namespace {

double share_of(Duration part, Duration whole) {
  return whole <= Duration{0} ? 1.0 : to_seconds(part) / to_seconds(whole);
}

// 0 at the start, near 1 after three times `rise`.
double saturation(Duration uptime, Duration rise) { return 1.0 - std::exp(-share_of(uptime, rise)); }

bool in_spike(const MemoryShape& shape, Duration uptime) {
  if (uptime < shape.spike_first) return false;
  const Duration since = uptime - shape.spike_first;
  return (shape.spike_every > Duration{0} ? since % shape.spike_every : since) < shape.spike_length;
}

std::int64_t centi(double mb) { return std::llround(mb * 100.0); }

}  // namespace

MemoryShape MemoryShape::flat(double level_mb, double noise_mb) {
  MemoryShape shape;
  shape.base_mb = level_mb;
  shape.noise_mb = noise_mb;
  return shape;
}

MemoryShape MemoryShape::leak(double from_mb, double mb_per_minute, double noise_mb) {
  MemoryShape shape = flat(from_mb, noise_mb);
  shape.leak_mb_per_minute = mb_per_minute;
  return shape;
}

Memory::Memory(const MemoryShape& shape, const DynoSize& size, Random random)
    : shape_(shape), size_(size), random_(random) {}

void Memory::start(Instant at, bool booted) {
  started_ = last_ = at;
  booted_ = booted;
}

double Memory::level(Duration uptime) const {
  const double ramp = booted_ ? 1.0 : std::min(1.0, share_of(uptime, shape_.boot_ramp));
  double mb = shape_.boot_mb + (shape_.base_mb - shape_.boot_mb) * ramp;
  if (shape_.step_mb > 0) mb += shape_.step_mb * std::floor(share_of(uptime, shape_.step_every));
  if (shape_.spike_mb > 0 && in_spike(shape_, uptime)) mb += shape_.spike_mb;
  if (shape_.saw_mb > 0) mb += shape_.saw_mb * share_of(uptime % shape_.saw_period, shape_.saw_period);
  if (shape_.plateau_mb > 0) mb += shape_.plateau_mb * saturation(uptime, shape_.plateau_rise);
  return mb + leaked_mb_ + noise_ * shape_.noise_mb;
}

Reading Memory::read(Instant at, double requests) {
  const Duration passed = std::max(at - last_, Duration{0});
  last_ = at;
  leaked_mb_ += shape_.leak_mb_per_minute * to_seconds(passed) / 60.0;
  leaked_mb_ += shape_.leak_kb_per_request * requests / 1024.0;
  noise_ = 0.7 * noise_ + 0.714 * random_.normal();  // keeps the deviation at 1
  const Duration uptime = at - started_;
  return split(std::max(1.0, level(uptime)), uptime);
}

Reading Memory::split(double used_mb, Duration uptime) {
  const double quota = size_.quota.to_megabytes();
  const double pinned = quota * (shape_.pin - random_.between(0.0, 0.004));
  double swap = std::min(shape_.early_swap_mb, used_mb / 2);
  if (used_mb - swap > pinned) swap = used_mb - pinned;
  if (!size_.swaps) swap = 0;
  const double rss = used_mb - swap;
  const double free_mb = std::max(0.3, quota - rss);
  const double cache =
      std::min(shape_.cache_mb * saturation(uptime + seconds{60}, shape_.cache_fill), free_mb);

  pages_in_ += 1000 + random_.next() % 4000;
  pages_out_ += 900 + random_.next() % 3600;
  Reading reading;
  reading.rss_centi = centi(rss);
  reading.cache_centi = centi(cache);
  reading.swap_centi = centi(swap);
  reading.rss = Bytes::hundredths(reading.rss_centi);
  reading.cache = Bytes::hundredths(reading.cache_centi);
  reading.swap = Bytes::hundredths(reading.swap_centi);
  reading.pages_in = pages_in_;
  reading.pages_out = pages_out_;
  return reading;
}

}  // namespace swapguard::sim
