// Keeping: what was learned of an app over days, as a text that a later start takes up again.
#pragma once

#include <string>
#include <string_view>

#include "core/guard/app_state.h"

namespace swapguard::guard {

// Empty while nothing was learned.
std::string kept_learned(const AppState& app, Instant now);

// What another version kept, what is damaged and what is older than two weeks is left; the app learns anew
// then.
void restore_learned(AppState& app, std::string_view learned, Instant now);

}  // namespace swapguard::guard
