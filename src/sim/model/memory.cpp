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

// How much of what passed since the last reading came after the process gave back what had leaked.
double share_kept(const MemoryShape& shape, Duration passed, Duration uptime) {
  const Duration every = shape.gives_back_every;
  if (every <= Duration{0} || (uptime - passed) / every == uptime / every) return 1;
  return share_of(uptime % every, passed);
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

double level_of_age(const MemoryShape& shape, Duration uptime, bool booted) {
  const double ramp = booted ? 1.0 : std::min(1.0, share_of(uptime, shape.boot_ramp));
  double mb = shape.boot_mb + (shape.base_mb - shape.boot_mb) * ramp;
  if (shape.step_mb > 0) mb += shape.step_mb * std::floor(share_of(uptime, shape.step_every));
  if (shape.spike_mb > 0 && in_spike(shape, uptime)) mb += shape.spike_mb;
  if (shape.saw_mb > 0) mb += shape.saw_mb * share_of(uptime % shape.saw_period, shape.saw_period);
  if (shape.plateau_mb > 0) mb += shape.plateau_mb * saturation(uptime, shape.plateau_rise);
  if (shape.swell_mb > 0)
    mb += shape.swell_mb * std::expm1(std::min(12.0, share_of(uptime, shape.swell_time)));
  return mb;
}

Reading reading_of(const MemoryShape& shape, const DynoSize& size, double used_mb, Duration uptime,
                   double luck) {
  const double quota = size.quota.to_megabytes();
  const double pinned = quota * (shape.pin - 0.004 * luck);
  double swap = std::min(shape.early_swap_mb, used_mb / 2);
  if (used_mb - swap > pinned) swap = used_mb - pinned;
  if (!size.swaps) swap = 0;
  const double rss = used_mb - swap;
  const double free_mb = std::max(0.3, quota - rss);
  const double cache = std::min(shape.cache_mb * saturation(uptime + seconds{60}, shape.cache_fill), free_mb);

  Reading reading;
  reading.rss_centi = centi(rss);
  reading.cache_centi = centi(cache);
  reading.swap_centi = centi(swap);
  reading.rss = Bytes::hundredths(reading.rss_centi);
  reading.cache = Bytes::hundredths(reading.cache_centi);
  reading.swap = Bytes::hundredths(reading.swap_centi);
  return reading;
}

Memory::Memory(const MemoryShape& shape, const DynoSize& size, Random random)
    : shape_(shape), size_(size), random_(random) {}

void Memory::start(Instant at, bool booted) {
  started_ = last_ = at;
  booted_ = booted;
}

Reading Memory::read(Instant at, double requests) {
  const Duration passed = std::max(at - last_, Duration{0});
  const Duration uptime = at - started_;
  const double kept = share_kept(shape_, passed, uptime);
  if (kept < 1) leaked_mb_ = 0;
  last_ = at;
  leaked_mb_ += kept * shape_.leak_mb_per_minute * to_seconds(passed) / 60.0;
  leaked_mb_ += kept * shape_.leak_kb_per_request * requests / 1024.0;
  noise_ = 0.7 * noise_ + 0.714 * random_.normal();  // keeps the deviation at 1
  const double used_mb = level_of_age(shape_, uptime, booted_) + leaked_mb_ + noise_ * shape_.noise_mb;
  Reading reading = reading_of(shape_, size_, std::max(1.0, used_mb), uptime, random_.uniform());
  pages_in_ += 1000 + random_.next() % 4000;
  pages_out_ += 900 + random_.next() % 3600;
  reading.pages_in = pages_in_;
  reading.pages_out = pages_out_;
  return reading;
}

}  // namespace swapguard::sim
