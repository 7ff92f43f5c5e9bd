// Table: the figures of many worlds for people, and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "examine.h"

namespace swapguard::bench {

std::string to_table(const std::vector<Examined>& worlds);
std::string to_json(const std::vector<Examined>& worlds);

}  // namespace swapguard::bench
