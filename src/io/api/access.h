// Access: who may ask the API what. The local socket is its user's own; the port needs the password, and
// actions there a switch and a request that no other site's page can have sent.
#pragma once

#include <optional>
#include <string>

#include "io/api/refusal.h"

namespace swapguard::api {

// Where a request came in.
struct Door {
  bool local = false;    // the Unix socket
  std::string password;  // of the port; empty: the API is not served there
  bool actions = false;  // allowed over the port
  bool known = false;    // the asker has shown the password in another way, or needs none

  bool may_act() const { return local || actions; }
};

// A browser names where a request comes from; other programs do not.
bool is_same_origin(const http::Headers& headers);

// Nothing: let it in.
std::optional<Refusal> refused(const http::Request& request, const Door& door, bool is_action);

}  // namespace swapguard::api
