// Bands: memory as a share of the quota in steps of 2.5 %, from 30 % to 150 %; what lies outside counts to
// the outermost.
#pragma once

#include <algorithm>

namespace swapguard::learn {

inline constexpr int bands = 48;
inline constexpr double band_width = 2.5;
inline constexpr double bands_from = 30;

constexpr int band_of(double percent) {
  return static_cast<int>(std::clamp((percent - bands_from) / band_width, 0.0, bands - 1.0));
}
constexpr double lower_edge(int band) { return bands_from + band_width * band; }

}  // namespace swapguard::learn
