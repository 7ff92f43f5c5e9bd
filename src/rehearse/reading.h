// Reading: what a generation last said of its memory. Formats of 2013 print a key a line, so it is put
// together.
#pragma once

#include <optional>

#include "core/observe/observation.h"

namespace swapguard::rehearse {

struct Reading {
  std::optional<Bytes> total, rss, swap, quota;

  void take(const observe::MemorySample& sample) {
    if (sample.total) total = sample.total;
    if (sample.rss) rss = sample.rss;
    if (sample.swap) swap = sample.swap;
    if (sample.quota) quota = sample.quota;
  }
  // RSS + swap, never disk cache; the total where no more is told.
  std::optional<Bytes> used() const { return rss ? *rss + swap.value_or(Bytes{}) : total; }
};

}  // namespace swapguard::rehearse
