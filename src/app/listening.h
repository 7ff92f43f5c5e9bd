// Where the daemon listens: the port for drains and pages, and the local socket by which the commands on this
// machine ask and steer it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/console.h"
#include "io/config/settings.h"
#include "io/http/server.h"

namespace swapguard::app {

using Opened = Result<std::unique_ptr<http::Server>, Problem>;

Opened open_port(boost::asio::io_context& loop, const config::HttpSettings& http, http::Handler handler,
                 http::Gate gate);

// Makes the socket's folder (0700) where it does not exist. A socket in the usual place is a convenience:
// without it the guard guards all the same, so trouble is a warning and the answer null unless [http] socket
// names the path. An empty path: null.
Opened open_socket(boost::asio::io_context& loop, const config::HttpSettings& http, const std::string& path,
                   http::Handler handler, const std::function<void(const Problem&)>& warn);

}  // namespace swapguard::app
