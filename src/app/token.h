// The API token of a command: where it comes from and what it is.
#pragma once

#include <string>

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"

namespace swapguard::app {

struct Token {
  std::string value;  // never printed
  std::string from;   // HEROKU_API_KEY
};

// --api-key-file, HEROKU_API_KEY, HEROKU_API_TOKEN (with a warning), ~/.netrc, in this order.
Result<Token, Problem> find_token(const Arguments& arguments, Console& console);

}  // namespace swapguard::app
