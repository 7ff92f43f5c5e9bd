// Who listens on a port of this machine, as far as /proc tells this user.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace swapguard::app {

// `nginx (pid 812)`; nothing when nobody does, or when it is not for us to see.
std::optional<std::string> holder_of_port(int port);

// The inode of the listening socket in the text of /proc/net/tcp or tcp6; empty: none.
std::string listening_inode(std::string_view table, int port);

}  // namespace swapguard::app
