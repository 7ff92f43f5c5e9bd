// ApiCall: one request to the simulated Platform API, with what its route has found out about it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/server/reply.h"
#include "sim/server/resources.h"
#include "sim/server/stage.h"

namespace swapguard::sim {

struct ApiCall {
  Stage& stage;
  const http::Request& request;
  json::object body;                // of POST, PATCH; empty otherwise
  App* app = nullptr;               // of routes below /apps/{app}; never null there
  std::vector<std::string> params;  // the other variables of the route, decoded

  const std::string& param(std::size_t index = 0) const { return params.at(index); }
  // A text field of the body; empty when absent or of another kind.
  std::string text(std::string_view field) const {
    const json::value* value = body.if_contains(field);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
  }
};

inline bool has_id(const json::object& body, const std::string& id) {
  return body.at("id").as_string() == id;
}

struct Route {
  std::string_view method;
  std::string_view path;  // `/apps/{app}/dynos/{dyno}`
  http::Response (*answer)(ApiCall&);
  bool costs = true;  // a call of the rate limit
};

// Whether the path, as received, is that of the route; fills in what stands in place of the variables.
bool matches(const Route& route, std::string_view path, std::vector<std::string>& variables);

// By theme; together they are the API.
const std::vector<Route>& app_routes();      // apps, domains, config vars, sizes, releases, features
const std::vector<Route>& account_routes();  // account, authorizations
const std::vector<Route>& dyno_routes();     // dynos, formation
const std::vector<Route>& log_routes();      // log sessions, drains, webhooks

}  // namespace swapguard::sim
