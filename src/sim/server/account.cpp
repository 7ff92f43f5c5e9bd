#include "sim/server/account.h"

#include <algorithm>

namespace swapguard::sim {

const std::string& Account::scope_of(const std::string& bearer) const {
  const auto found =
      std::find_if(made.begin(), made.end(), [&](const auto& one) { return one.token == bearer; });
  return found == made.end() ? scope : found->scope;
}

bool Account::allows(const http::Request& request, const std::string& bearer) const {
  const std::string& granted = scope_of(bearer);
  if (granted == "global") return true;
  const std::string_view path = request.path();
  if (path == "/account/rate-limits") return true;
  if (path.starts_with("/account") || path.starts_with("/oauth")) {
    return granted == "identity" && request.method == "GET" && path.starts_with("/account");
  }
  if (path.ends_with("/config-vars")) return granted == "write-protected" || granted == "read-protected";
  if (granted == "identity") return false;
  return request.method == "GET" || granted.starts_with("write");
}

}  // namespace swapguard::sim
