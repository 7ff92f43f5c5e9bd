// Highs: what the table of spans is known to hold, so that a sample that raises nothing there need not be
// told to it. Three statements a sample become none for most.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <unordered_map>

#include "io/history/history.h"

namespace swapguard::history {

class Highs {
 public:
  // Knows at most so many generations: then it forgets them all and learns anew.
  explicit Highs(std::size_t most = 20'000) : most_(most) {}

  // True when the span of this width (a place in span_widths) may hold less than the sample; it is then taken
  // for told. True too for spans other than the newest of a generation.
  bool raised_by(const StoredSample& sample, std::size_t width, long long span_at);
  // After a transaction that was not committed, and when spans were deleted.
  void forget();

 private:
  struct High {
    long long at = -1, quota = -1;  // -1: none
    Bytes used, swap;
  };
  struct Hash {
    std::size_t operator()(const DynoId& id) const noexcept;
  };
  using Generations = std::unordered_map<DynoId, std::array<High, span_widths.size()>, Hash>;

  std::size_t most_;
  std::size_t known_ = 0;
  std::map<AppName, Generations> apps_;
};

}  // namespace swapguard::history
