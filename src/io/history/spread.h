// Spread: which instance is to guard which app. Pure: all that see the same instances say the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/history/sharing.h"

namespace swapguard::history {

// App → id of the instance. Even: no instance has more than its share, rounded up. Steady: where an instance
// comes or goes, few apps move besides its own. An app goes only to an instance that can guard it.
std::map<AppName, std::string> spread(const std::vector<Instance>& instances);

}  // namespace swapguard::history
