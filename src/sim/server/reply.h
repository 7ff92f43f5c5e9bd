// Replies of the simulated Platform API: JSON bodies, refusals, and the headers that every answer carries.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "io/http/message.h"
#include "sim/server/stage.h"

namespace swapguard::sim {

namespace json = boost::json;

http::Response reply(int status, const json::value& body);
// `{"id":"not_found","message":"Couldn't find that app.","resource":"app"}`
http::Response refusal(int status, std::string_view id, std::string_view message,
                       std::string_view resource = "");
http::Response not_found(std::string_view resource);  // app, dyno, feature …
http::Response invalid(std::string_view message);     // 422

// A list, cut to what the Range header asks for (`version ..; max=15, order=desc`): 206 when something is
// left. The array is sorted by `key`, ascending.
http::Response listing(const http::Request& request, const json::array& items, std::string_view key);

// Request-Id, RateLimit-Remaining, Etag; 304 when the client has the same already.
void finish(http::Response& response, const http::Request& request, Stage& stage);

}  // namespace swapguard::sim
