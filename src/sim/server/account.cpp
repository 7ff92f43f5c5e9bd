#include "sim/server/account.h"

namespace swapguard::sim {

bool Account::allows(const http::Request& request) const {
  if (scope == "global") return true;
  const std::string_view path = request.path();
  if (path == "/account/rate-limits") return true;
  if (path.starts_with("/account") || path.starts_with("/oauth")) {
    return scope == "identity" && request.method == "GET" && path.starts_with("/account");
  }
  if (path.ends_with("/config-vars")) return scope == "write-protected" || scope == "read-protected";
  if (scope == "identity") return false;
  return request.method == "GET" || scope.starts_with("write");
}

}  // namespace swapguard::sim
