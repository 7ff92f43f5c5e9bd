// Asking for memory ahead of its use, where it is likely in no cache: many dynos.
#pragma once

#include <cstddef>

namespace swapguard {

// Any address will do: nothing is read.
inline void fetch(const void* from, std::size_t octets) {
  for (std::size_t at = 0; at < octets + 64; at += 64) {
    __builtin_prefetch(static_cast<const char*>(from) + at);
  }
}

}  // namespace swapguard
