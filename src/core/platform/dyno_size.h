// Dyno sizes: memory quota and kill point of each, as Heroku's documentation gives them
// (dyno-types 2024-06, dyno-memory-behavior 2025-03). A metric line's own quota always wins over this table.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"

namespace swapguard {

struct DynoSize {
  std::string_view name;  // as the API writes it: Standard-1X
  Bytes quota;            // memory before swap and R14
  double kill_at;         // R15 at this multiple of the quota; 1.0: killed at the quota, no swap
  bool swaps;             // false where the platform has no swap (Private, Fir)
  bool preboot;           // whether preboot can be switched on for it
};

// Upper and lower case do not matter: the API and the CLI differ. Nothing for unknown names.
std::optional<DynoSize> find_dyno_size(std::string_view name);

const std::vector<DynoSize>& dyno_sizes();

// The next larger size for dynos of this quota, of the same platform: Standard-2X for 512 MB that swap.
// Nothing where the quota is no size's or the largest.
std::optional<DynoSize> next_dyno_size(Bytes quota, bool swaps);

}  // namespace swapguard
