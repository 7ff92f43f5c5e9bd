// Change point: from where on a quantity that is flat at first begins to rise, over memory bands.
//
// Two-phase least squares (Quandt, JASA 53, 1958; Hinkley, Biometrika 57, 1970): flat up to the change, then
// a step or a rise that is straight or bends; of all bands and shapes the one that leaves the least residual.
#pragma once

#include <optional>
#include <vector>

namespace swapguard::learn {

struct BandPoint {
  double percent = 0;  // lower edge of the band
  double weight = 0;   // how sure its value is
  double value = 0;
};

struct ChangePoint {
  double percent = 0;   // where it begins: an edge between two bands
  double residual = 0;  // weighted sum of squares that the model leaves
};

// `points` by percent, at least six of them; with fewer, or where nothing rises: nothing.
std::optional<ChangePoint> find_rise(const std::vector<BandPoint>& points);

}  // namespace swapguard::learn
