// Where the Platform API is: HEROKU_HOST as Heroku's own CLI reads it.
#pragma once

#include <string>
#include <string_view>

namespace swapguard::heroku {

struct Host {
  std::string base;     // https://api.heroku.com, without a slash at the end
  std::string warning;  // a sentence when the value was not taken
};

// `value` is HEROKU_HOST, empty when unset. What starts with `http` is the base as it stands; anything else
// is a domain: https://api.VALUE. As in the CLI (11.10), only Heroku's own domains and this machine are
// accepted, so that a stray variable does not carry the token away; others fall back on heroku.com with a
// warning.
Host resolve_host(std::string_view value);

}  // namespace swapguard::heroku
