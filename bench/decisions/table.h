// Table: the figures of many worlds for people, and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "examine.h"

namespace swapguard::bench {

std::string to_table(const std::vector<Examined>& worlds);
// The worlds in which this policy did worst, with the parts of its cost.
std::string worst_worlds(const std::vector<Examined>& worlds, std::size_t policy, int count);
// Each restart of each policy, by time.
std::string to_trace(const Examined& world);
std::string to_json(const std::vector<Examined>& worlds);

}  // namespace swapguard::bench
