// The API token of a command, or the problem that there is none.
#pragma once

#include "app/console.h"
#include "app/subcommand.h"
#include "core/base/result.h"
#include "io/heroku/credentials.h"

namespace swapguard::app {

// A daemon never waits for another program; a person's command may ask Heroku's CLI.
enum class Asking { daemon, person };

// --api-key-file, then the environment and the places where Heroku's own CLI looks. Says on the console what
// a person should know: that the CLI is asked, that the variable has the gem's name.
Result<heroku::Token, Problem> find_token(const Arguments& arguments, Asking asking, Console& console);

}  // namespace swapguard::app
