// Account: whose token it is, what the token may do and for how long. One for the whole simulation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "io/http/message.h"

namespace swapguard::sim {

struct Authorization {
  std::string id, token, description, scope;
  Instant created_at;
};

struct Account {
  enum class Token { fine, expired, two_factor };
  static constexpr std::size_t authorizations_most = 100;

  Token token = Token::fine;
  std::string scope = "global";       // global, read, write, read-protected, write-protected or identity
  std::optional<Instant> expires_at;  // nothing: never
  std::vector<Authorization> made;    // over the API

  // Of a token that was made over the API; any other one has `scope`.
  const std::string& scope_of(const std::string& bearer) const;
  // Whether the token's scope lets the request through: only `global` and `identity` tell about the account,
  // reading and writing are apart, and config vars want a `-protected` one.
  bool allows(const http::Request& request, const std::string& bearer) const;
};

}  // namespace swapguard::sim
