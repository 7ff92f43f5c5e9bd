// The state as the API tells it: the guard's view, and what the program knows around it.
#pragma once

#include "core/guard/view.h"
#include "io/api/peaks.h"
#include "io/api/state.h"
#include "io/config/settings.h"

namespace swapguard::app {

// All apps of the view; `only` not empty: that one.
api::State state_of(const guard::View& view, const config::Settings& settings, const api::Peaks& peaks,
                    const api::Tally& tally, Instant now, const AppName& only = {});

// The settings of an app; null: not configured.
const config::AppSettings* find_app(const config::Settings& settings, const AppName& app);

}  // namespace swapguard::app
