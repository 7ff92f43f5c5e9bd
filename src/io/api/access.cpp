#include "io/api/access.h"

namespace swapguard::api {
namespace {

bool knows_password(const http::Headers& headers, const std::string& password) {
  const auto given = http::basic_credentials(headers);
  return given && http::equal_in_constant_time(given->password, password);
}

}  // namespace

bool is_same_origin(const http::Headers& headers) {
  const std::string_view site = headers.get("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const std::string_view origin = headers.get("Origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  return scheme != origin.npos && origin.substr(scheme + 3) == headers.get("Host");
}

std::optional<Refusal> refused(const http::Request& request, const Door& door, bool is_action) {
  if (door.local) return std::nullopt;
  if (door.password.empty() && !door.known) {
    return Refusal{403, "SG1411", "the API is served on the port with a password only",
                   "set SWAPGUARD_PASSWORD and start swapguard again, or ask over its local socket"};
  }
  if (!door.known && !knows_password(request.headers, door.password)) {
    return Refusal{401, "SG1411", "wrong password",
                   "any user, with the password of [http] password or SWAPGUARD_PASSWORD"};
  }
  if (!is_action) return std::nullopt;
  if (!door.actions) {
    return Refusal{403, "SG1412", "actions over the port are switched off",
                   "set [http] actions = true, or use the local socket"};
  }
  if (!is_same_origin(request.headers)) {
    return Refusal{403, "SG1413", "the request comes from another site's page", ""};
  }
  return std::nullopt;
}

}  // namespace swapguard::api
