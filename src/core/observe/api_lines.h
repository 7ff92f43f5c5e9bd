// Lines of Heroku's API about the app: releases, deploys, configuration, scaling.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/observe/observation.h"

namespace swapguard::observe {

// Reads a line of process `api` (source `heroku` to about 2015, `app` since): Released, Deployed,
// ConfigChanged or Scaled.
Result<What, Ignored> read_api_line(std::string_view text);

}  // namespace swapguard::observe
