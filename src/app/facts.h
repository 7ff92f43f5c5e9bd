// The facts of `replay --facts`: a JSON file with what the platform's API would have told.
// {"app":"acme","formation":{"web":{"quantity":4,"quota_mb":512,"preboot":false}}}
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/guard/event.h"

namespace swapguard::app {

// The error says what is wrong and where. Unknown keys are passed over.
Result<guard::FormationListed, std::string> parse_facts(std::string_view json);

}  // namespace swapguard::app
