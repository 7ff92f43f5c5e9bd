// Manual pages in man(7), made from the command table and the table of settings.
#pragma once

#include <string>

#include "app/subcommand.h"

namespace swapguard::app {

// swapguard(1): what it is, every command, the options of all, exit codes, variables.
std::string man_overview();
// swapguard-COMMAND(1)
std::string man_page(const Subcommand& subcommand);
// swapguard.toml(5)
std::string man_settings();

}  // namespace swapguard::app
