// Runs another program for one line of its output (`heroku auth:token`).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace swapguard::heroku {

// The first line that the program prints, at most 4 KiB; nothing when it is not on the path, fails, or does
// not end within the limit (it is killed then). Its error output and input are closed off. Blocks.
std::optional<std::string> ask_program(const std::vector<std::string>& command, Duration limit);

}  // namespace swapguard::heroku
