// The help texts, made from the command table, and the suggestion for a word that is not in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/subcommand.h"

namespace swapguard::app {

std::string overview_text();
std::string help_text(const Subcommand& subcommand);

// The candidate that `word` is most likely a slip of; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

Problem unknown_command(std::string_view word);

}  // namespace swapguard::app
