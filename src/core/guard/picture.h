// Picture: AppState → the read-only view of one app.
#pragma once

#include "core/guard/app_state.h"
#include "core/guard/view.h"

namespace swapguard::guard {

AppView picture(const AppState& app);

}  // namespace swapguard::guard
