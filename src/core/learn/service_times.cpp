#include "core/learn/service_times.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace swapguard::learn {
namespace {

constexpr std::size_t bins = 64, last_bin = bins - 1;

// Four times the logarithm to base 2 of what is at least 1, cut: the octave stands in the exponent, its
// quarter is known by comparison. A call of log2 would cost more than the rest of a request's way into the
// histogram.
std::size_t bin_of(double ms) {
  constexpr std::array<double, 3> quarters = {1.189207115002721, 1.4142135623730951, 1.681792830507429};
  const auto bits = std::bit_cast<std::uint64_t>(ms);
  const std::size_t octave = (bits >> 52) - 1023;
  const double within = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
  std::size_t bin = 4 * octave;
  for (const double quarter : quarters) bin += within >= quarter;
  return std::min(bin, last_bin);
}

}  // namespace

void ServiceTimes::push(Duration service) {
  bins_.resize(bins);
  ++bins_[bin_of(std::max(1.0, to_seconds(service) * 1000))];
  ++count_;
}

void ServiceTimes::clear() {
  if (count_ > 0) std::ranges::fill(bins_, 0U);
  count_ = 0;
}

double ServiceTimes::quantile(double share) const {
  if (count_ == 0) return 0;
  double left = share * count_;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    const double here = bins_[bin];
    if (here >= left && here > 0) {
      return std::exp2((static_cast<double>(bin) + left / here) / bins_an_octave);
    }
    left -= here;
  }
  return std::exp2(static_cast<double>(bins_.size()) / bins_an_octave);
}

}  // namespace swapguard::learn
