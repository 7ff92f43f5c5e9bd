// DynoMap: what is known of places, found by name at once. Short names are asked for with every line.
#pragma once

#include <cstdint>
#include <cstring>

#include "core/base/indexed_map.h"
#include "core/platform/dyno.h"

namespace swapguard {

// `web.1` to `imports_worker.12` in two words that may overlap.
struct DynoNameHash {
  std::size_t operator()(const DynoName& name) const noexcept {
    const std::string& text = name.text;
    if (text.size() > 16) return std::hash<std::string>{}(text);
    std::uint64_t first = 0, last = 0;
    std::memcpy(&first, text.data(), text.size() < 8 ? text.size() : 8);
    if (text.size() > 8) std::memcpy(&last, text.data() + text.size() - 8, 8);
    const std::uint64_t mixed = (first ^ last * 0xC2B2AE3D27D4EB4FULL) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ mixed >> 32);
  }
};

template <class T>
using DynoMap = IndexedMap<DynoName, T, DynoNameHash>;

}  // namespace swapguard
