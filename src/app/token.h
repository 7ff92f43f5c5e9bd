// The API token of a command, or the problem that there is none.
#pragma once

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "io/heroku/credentials.h"

namespace swapguard::app {

// --api-key-file, then the places where Heroku's own CLI looks.
Result<heroku::Token, Problem> find_token(const Arguments& arguments);

}  // namespace swapguard::app
