// What charts and tiles ask of a line's figures.
#pragma once

#include <algorithm>
#include <optional>

#include "io/api/series.h"

namespace swapguard::web {

// 0 where there is none.
inline double highest_of(const api::Figures& figures) {
  double most = 0;
  for (const auto& figure : figures) most = std::max(most, figure.value_or(0));
  return most;
}

// The newest that is there.
inline std::optional<double> last_of(const api::Figures& figures) {
  const auto found =
      std::find_if(figures.rbegin(), figures.rend(), [](const auto& each) { return each.has_value(); });
  return found == figures.rend() ? std::nullopt : *found;
}

}  // namespace swapguard::web
