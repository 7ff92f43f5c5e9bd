// The simulated Platform API: one request in, one answer out, without wires.
#pragma once

#include "io/http/message.h"
#include "sim/server/stage.h"

namespace swapguard::sim {

// The token of `Authorization: Bearer …`, or the password of Basic.
std::string token_of(const http::Request& request);

http::Response answer_api(Stage& stage, const http::Request& request);

}  // namespace swapguard::sim
