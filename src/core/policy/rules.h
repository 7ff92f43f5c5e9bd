// Rules: does anything want a restart of this generation? Each looks at the readings alone; whether it may
// happen now is the rails' business (rails.h).
#pragma once

#include <optional>

#include "core/fleet/fleet.h"
#include "core/policy/policy.h"
#include "core/policy/verdict.h"

namespace swapguard::policy {

// Under preboot the old generation serves and grows on for boot time-out + 2 minutes, in practice up to 4
// (Heroku's preboot article; barnes#58): the act must come earlier by that much.
inline constexpr Duration preboot_window = minutes{4};

// The limit by `restart_at`; lower where the platform kills at the quota. Nothing: it is a share of a quota
// that is not known.
std::optional<Bytes> restart_limit(const TypePolicy& policy, const fleet::Formation* formation,
                                   const std::optional<Bytes>& quota);

// At a new reading of the generation. O(1).
std::optional<Want> wanted(const fleet::Generation& generation, const fleet::Formation* formation,
                           const TypePolicy& policy);

// At a new R14 line of the place, while no memory lines of it reach us.
std::optional<Want> wanted_by_r14(const fleet::Place& place, const TypePolicy& policy, Instant at);

}  // namespace swapguard::policy
