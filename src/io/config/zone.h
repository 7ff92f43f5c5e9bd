// Time zones by name, resolved to plain offsets: core needs no zone database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/policy/policy.h"

namespace swapguard::config {

// All changes of the zone's offset from 1970 to 2100, the first at 1970 or before. None for UTC, which needs
// no database. The error completes a sentence that begins with the name: `is not a time zone, did you mean
// …`.
Result<std::vector<policy::ProtectedWindow::Offset>, std::string> zone_offsets(std::string_view name);

}  // namespace swapguard::config
