// What the guard believes, as JSON lines for the log: what SIGUSR1 asks for.
#pragma once

#include <string>
#include <vector>

#include "core/guard/view.h"

namespace swapguard::app {

// {"state":"app",…} for each app and {"state":"dyno",…} for each of its dynos: short lines, whatever the size
// of the fleet, for log services cut long ones. Without line breaks.
std::vector<std::string> state_lines(const guard::View& view, Instant now);

}  // namespace swapguard::app
