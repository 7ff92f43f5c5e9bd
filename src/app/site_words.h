// What the dashboard says of the configuration.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/config/settings.h"

namespace swapguard::app {

// The settings that decide about a process type: their names, and their values as the file writes them.
std::vector<std::pair<std::string, std::string>> deciding_settings(const config::AppSettings& app,
                                                                   const ProcessType& type);

}  // namespace swapguard::app
