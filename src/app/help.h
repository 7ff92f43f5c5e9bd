// The help texts, made from the command table, and the suggestion for a word that is not in it.
#pragma once

#include <string>
#include <string_view>

#include "app/subcommand.h"

namespace swapguard::app {

// At most 80 columns and nothing but ASCII, whatever the screen.
std::string overview_text();
std::string help_text(const Subcommand& subcommand);
// The command table for other programs, in one line.
std::string overview_json();

// `swapguard replay [OPTIONS] FILE...|-`
std::string usage_of(const Subcommand& subcommand);
// Parted at empty lines; breaks within one become spaces.
std::vector<std::string> paragraphs_of(std::string_view text);

Problem unknown_command(std::string_view word);

}  // namespace swapguard::app
