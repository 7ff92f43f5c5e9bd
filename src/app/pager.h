// Pager: what shows a result that is longer than the screen.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swapguard::app {

// SWAPGUARD_PAGER, else PAGER, else less; nothing when it is empty or `cat`.
std::optional<std::string> pager_command();

// Hands the text to the command's standard input and waits for its end. Without LESS in the environment less
// gets FRX: it ends at once where all fits, keeps colours, leaves the screen as it is. False: it could not be
// started, and nothing was shown.
bool show_in_pager(const std::string& command, std::string_view text);

}  // namespace swapguard::app
