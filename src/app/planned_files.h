// Planned files against the disk: which differ, and writing them.
#pragma once

#include <optional>
#include <vector>

#include "app/console.h"
#include "app/init_plan.h"

namespace swapguard::app {

enum class FileState { missing, same, differs };
FileState state_of(const PlannedFile& file);
// Whole or not at all; makes its folder. The problem is SG0005.
std::optional<Problem> write_planned(const PlannedFile& file);

}  // namespace swapguard::app
