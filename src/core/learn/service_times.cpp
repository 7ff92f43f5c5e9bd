#include "core/learn/service_times.h"

#include <algorithm>
#include <cmath>

namespace swapguard::learn {

void ServiceTimes::push(Duration service) {
  const double ms = std::max(1.0, to_seconds(service) * 1000);
  const double bin = std::min(std::log2(ms) * bins_an_octave, static_cast<double>(bins_.size() - 1));
  ++bins_[static_cast<std::size_t>(bin)];
  ++count_;
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
