// Learning: what each line teaches about the app, what is told of it, and where it changes the rules.
#pragma once

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Takes a line that the fleet has taken already. O(1). Samples and requests have doors of their own; what was
// found in a damaged frame teaches nothing of memory.
void learn_from(AppState& app, const observe::Observation& line);
void learn_from_sample(AppState& app, const fleet::Place& place, const DynoId& id, Instant at);
void learn_from_request(AppState& app, const observe::Request& request, Instant at);
// Generations born from then on belong to this release. Older ones than the newest known are left.
void learn_release(AppState& app, int version, Instant at);

// Tells the foresight how long a dyno of the type boots: as long as it is away when it is restarted.
void foresee_boot(AppState& app, const ProcessType& name, const LearnedType& type);

// The learned harm level in percent of the quota where it is a limit: the owner wants that, it lies below his
// own and a restart brings memory well below it.
std::optional<double> harm_limit(const AppState& app, const ProcessType& type,
                                 const std::optional<Bytes>& quota);

// The rules' answer to a new reading, with that limit.
std::optional<policy::Want> wanted_here(const Scene& scene, const std::optional<double>& harm_level);

}  // namespace swapguard::guard
