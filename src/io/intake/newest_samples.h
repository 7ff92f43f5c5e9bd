// NewestSamples: per generation and kind of sample the newest time seen in a log session. Sessions are in
// order for one dyno, so an older sample is history told again, however long ago the Overlap forgot it.
#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "core/observe/observation.h"

namespace swapguard::intake {

class NewestSamples {
 public:
  // Beyond `pairs_max` pairs of generation and kind the one heard longest ago is forgotten.
  explicit NewestSamples(std::size_t pairs_max = 4096) : pairs_max_(pairs_max) {}

  // True for a sample older than one that went before. Of equal age is not older: the Overlap knows better.
  // Always false for what is not a sample.
  bool is_stale(const observe::Observation& observation);

 private:
  std::size_t pairs_max_;
  std::map<std::pair<DynoId, unsigned>, Instant> newest_;
};

}  // namespace swapguard::intake
