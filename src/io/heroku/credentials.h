// Where the API token comes from: --api-key-file, HEROKU_API_KEY (or HEROKU_API_TOKEN), a systemd credential,
// Heroku's own CLI, ~/.netrc. A token found is used; it is never passed over for another because the platform
// refuses it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace swapguard::heroku {

struct Token {
  std::string value;
  std::string from;     // `HEROKU_API_KEY`, `~/.netrc`
  std::string warning;  // a sentence for people; mostly empty
};

// For messages: `…4f2a`. Short ones show nothing.
std::string redacted(std::string_view secret);

struct TokenSearch {
  std::string api_key_file;          // of --api-key-file; `-`: standard input; empty: not given
  bool ask_cli = false;              // `heroku auth:token`: for commands, not for a daemon
  std::function<void()> asking_cli;  // called before that: it may take seconds
  std::string host =
      "api.heroku.com";  // the machine of ~/.netrc; with a port where the API's address has one
  // A variable of the environment, empty when unset.
  std::function<std::string(const std::string&)> environment;
};

// The failure is the whole text for people, without the leading `error: `: what was looked at and what to do.
Result<Token, std::string> find_token(const TokenSearch& search);

// The password of a machine in the text of a netrc file; empty when it has none.
std::string netrc_password(std::string_view text, std::string_view machine);

}  // namespace swapguard::heroku
