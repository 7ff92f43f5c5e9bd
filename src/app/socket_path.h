// Where the local socket lies by which commands reach the running daemon.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace swapguard::app {

using Variables = std::map<std::string, std::string>;

// Where a daemon listens: as [http] socket says, else below systemd's RUNTIME_DIRECTORY, XDG_RUNTIME_DIR or
// ~/.local/state/swapguard. Empty: nowhere (`off`, or no such folder is known).
std::string socket_to_serve(const std::string& setting, const Variables& environment);

// Where a command looks for one, in order.
std::vector<std::string> sockets_to_ask(const std::string& setting, const Variables& environment);

}  // namespace swapguard::app
