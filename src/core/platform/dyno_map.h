// DynoMap: what is known of places, found by name at once. Short names are asked for with every line.
#pragma once

#include "core/base/indexed_map.h"
#include "core/base/letters.h"
#include "core/platform/dyno.h"

namespace swapguard {

struct DynoNameHash {
  std::size_t operator()(const DynoName& name) const noexcept {
    const std::string& text = name.text;
    if (text.size() > 16) return std::hash<std::string>{}(text);
    return static_cast<std::size_t>(hash_letters(text.data(), text.size()));
  }
};

template <class T>
using DynoMap = IndexedMap<DynoName, T, DynoNameHash>;

// A dyno, and where a map found it the time before. A name alone will do: then it is searched for.
struct DynoSpot {
  const DynoName& name;
  Trace* trace = nullptr;

  DynoSpot(const DynoName& dyno) : name(dyno) {}  // NOLINT(google-explicit-constructor): stands for it
  DynoSpot(const DynoName& dyno, Trace& before) : name(dyno), trace(&before) {}
};

}  // namespace swapguard
