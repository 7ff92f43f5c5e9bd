// The app of the folder: its git remotes that are Heroku's, as the CLI guesses it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/subcommand.h"
#include "core/base/name.h"

namespace swapguard::app {

struct HerokuRemote {
  std::string remote, app;  // heroku, acme-prod
};

// Of the text of a git configuration. `https://git.heroku.com/acme.git`, `git@heroku.com:acme.git` and their
// like, in the order of the file.
std::vector<HerokuRemote> heroku_remotes(std::string_view git_config);
// Of the working folder or the nearest one above it that is a git repository; empty: none.
std::vector<HerokuRemote> heroku_remotes_here();

// The app of the folder's only remote, when it is one of these; empty: it is none, or nothing tells.
AppName app_here(const std::vector<AppName>& guarded);

// The same arguments with --app of the only remote, where neither they, a file nor the environment name one.
Arguments with_app_of_git(const Arguments& arguments);

}  // namespace swapguard::app
