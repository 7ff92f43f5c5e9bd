// The facts of `replay --facts`: a JSON file with what the platform's API would have told.
// {"app":"acme","formation":{"web":{"quantity":4,"quota_mb":512,"preboot":false}},
//  "dynos":[{"name":"web.1","id":"01234567-…","created_at":"2026-05-11T09:00:00Z"}]}
// The dynos of the start are optional: without them a generation's age is known only when the log shows its
// beginning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/guard/event.h"

namespace swapguard::app {

struct Facts {
  guard::FormationListed formation;
  std::vector<guard::PlatformDyno> dynos;
};

// The error says what is wrong and where. Unknown keys are passed over.
Result<Facts, std::string> parse_facts(std::string_view json);
// What parse_facts reads back.
std::string to_json(const Facts& facts);

// Where the facts of a log lie that `run --record` wrote: day.log.facts.json.
std::string facts_beside(const std::string& log);

}  // namespace swapguard::app
