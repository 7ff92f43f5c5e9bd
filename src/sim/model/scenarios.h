// Scenarios: ready-made worlds for `swapguard simulate`, `swapguard demo` and the tests.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/model/spec.h"

namespace swapguard::sim {

struct Scenario {
  std::string_view name;
  std::string_view about;  // one line for --help
  Spec (*make)();
};

const std::vector<Scenario>& scenarios();

// Nothing for an unknown name.
std::optional<Spec> make_scenario(std::string_view name);

}  // namespace swapguard::sim
