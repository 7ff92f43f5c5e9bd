// The help texts, made from the command table, and the suggestion for a word that is not in it.
#pragma once

#include <string>
#include <string_view>

#include "app/subcommand.h"

namespace swapguard::app {

std::string overview_text();
std::string help_text(const Subcommand& subcommand);

Problem unknown_command(std::string_view word);

}  // namespace swapguard::app
