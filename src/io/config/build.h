// Putting layers together: the later layer wins, and within one the narrower section —
// [policy] < [policy.web] < [app.policy] < [app.policy.web].
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/config/layer.h"

namespace swapguard::config {

// The assignment that decided a key; `given` has none for defaults.
using Given = std::map<std::string, Assignment>;

// `layers` from the weakest to the strongest. The apps are those of the strongest layer that names any;
// tables of the same name in weaker layers still count.
Settings build(const std::vector<Layer>& layers, Given& given);

// What cannot work together. Places are those of `given`.
void check(const std::vector<Layer>& layers, const Settings& settings, const Given& given,
           Findings& findings);

}  // namespace swapguard::config
