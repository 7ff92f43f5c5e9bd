// An observation as names and plain strings: what `swapguard inspect` prints. The names are stable.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/observe/observation.h"

namespace swapguard::observe {

// `memory_sample`, `load_sample`, `memory_notice`, `dyno_error`, `state_change`, `lifecycle`, `request`,
// `released`, `deployed`, `config_changed`, `scaled`, `log_loss`.
std::string_view kind_of(const What& what);

std::string_view to_text(LifecycleStep step);  // `starting_process`

// First {"kind", kind_of}, then at, dyno where there is one, the kind's own fields (absent ones left out;
// sizes as `429.68MB`, durations as `18ms`), and {"trusted", "false"} after damage.
std::vector<std::pair<std::string, std::string>> describe(const Observation& observation);

}  // namespace swapguard::observe
