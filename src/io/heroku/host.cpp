// HEROKU_HOST.
#include "io/heroku/host.h"

#include <algorithm>
#include <array>

namespace swapguard::heroku {
namespace {

constexpr std::string_view fallback = "https://api.heroku.com";
constexpr std::array<std::string_view, 4> domains{"heroku.com", "herokai.com", "herokuspace.com",
                                                  "herokudev.com"};
constexpr std::array<std::string_view, 4> this_machine{"localhost", "127.0.0.1", "::1", "[::1]"};

// `api.heroku.com` of `https://user@api.heroku.com:443/x`.
std::string_view name_of(std::string_view base) {
  const auto scheme = base.find("://");
  if (scheme != base.npos) base.remove_prefix(scheme + 3);
  base = base.substr(0, base.find_first_of("/?#"));
  if (const auto at = base.rfind('@'); at != base.npos) base.remove_prefix(at + 1);
  if (base.starts_with('[')) return base.substr(0, base.find(']') + 1);
  return base.substr(0, base.find(':'));
}

bool is_trusted(std::string_view name) {
  if (std::ranges::find(this_machine, name) != this_machine.end()) return true;
  return std::ranges::any_of(domains, [&](std::string_view domain) {
    return name == domain || (name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.');
  });
}

}  // namespace

Host resolve_host(std::string_view value) {
  if (value.empty()) return Host{std::string(fallback), {}};
  std::string base = value.starts_with("http") ? std::string(value) : "https://api." + std::string(value);
  while (base.ends_with('/')) base.pop_back();
  if (is_trusted(name_of(base))) return Host{std::move(base), {}};
  return Host{std::string(fallback),
              "HEROKU_HOST names a host that is neither Heroku's nor this machine; using heroku.com."};
}

}  // namespace swapguard::heroku
