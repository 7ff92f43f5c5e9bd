// The command line: finds the subcommand and its options in the command table. The only file that knows the
// library for it is cli.cpp.
#pragma once

#include <string>
#include <vector>

namespace swapguard::app {

// Runs the program; the answer is its exit code. `words` are argv without the program's name.
int run_command_line(const std::vector<std::string>& words);

}  // namespace swapguard::app
