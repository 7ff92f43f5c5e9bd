// Asks the user's busy_command whether a dyno is at work: exit code 0 is idle, everything else is not.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "core/guard/command.h"

namespace swapguard::app {

namespace asio = boost::asio;

// `environment`: `NAME=value`; SWAPGUARD_APP, SWAPGUARD_DYNO, SWAPGUARD_TYPE and SWAPGUARD_DYNO_ID are added,
// what looks like a secret is left out. A command that cannot be started, or has not ended after ten seconds,
// is answered as not idle.
asio::awaitable<guard::WorkTold> ask_work(asio::io_context& loop, guard::AskWork question,
                                          std::vector<std::string> environment);

}  // namespace swapguard::app
