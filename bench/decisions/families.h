// Families: kinds of worlds. A family and a seed give one world, always the same.
#pragma once

#include <string_view>
#include <vector>

#include "spec.h"

namespace swapguard::bench {

class Draft;

struct Family {
  std::string_view name, meaning;
  void (*draw)(Draft&);
};
const std::vector<Family>& families();

// A world of so many days.
Spec make_spec(const Family& family, std::uint64_t seed, int days);

}  // namespace swapguard::bench
