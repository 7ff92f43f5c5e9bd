#include "core/fleet/memory_window.h"

#include <algorithm>

namespace swapguard::fleet {

int MemoryWindow::over(Bytes limit, int out_of) const {
  int count = 0;
  const auto most = std::min(readings_.size(), static_cast<std::size_t>(std::max(out_of, 0)));
  for (std::size_t i = 0; i < most; ++i) {
    if (readings_.back(i).used >= limit) ++count;
  }
  return count;
}

Duration MemoryWindow::over_since(Bytes limit) const {
  Duration since{0};
  for (std::size_t i = 0; i < readings_.size() && readings_.back(i).used >= limit; ++i) {
    since = readings_.newest().at - readings_.back(i).at;
  }
  return since;
}

Bytes MemoryWindow::swap_growth(int samples) const {
  if (readings_.size() < 2 || samples < 2) return Bytes{0};
  const auto steps = std::min(readings_.size(), static_cast<std::size_t>(samples)) - 1;
  return readings_.newest().swap - readings_.back(steps).swap;
}

bool MemoryWindow::falling(Bytes whole) const {
  if (readings_.empty()) return false;
  Bytes highest{0};
  for (std::size_t i = 1; i < std::min<std::size_t>(readings_.size(), 5); ++i) {
    highest = std::max(highest, readings_.back(i).used);
  }
  return (highest - readings_.newest().used).count * 20 >= whole.count && highest > readings_.newest().used;
}

}  // namespace swapguard::fleet
