#include "app/token.h"

#include "app/settings.h"
#include "app/text_file.h"

namespace swapguard::app {
namespace {

std::string first_word(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_first_of(" \t\r\n", begin) - begin);
}

}  // namespace

Result<Token, Problem> find_token(const Arguments& arguments, Console&) {
  if (arguments.has("api-key-file")) {
    const auto text = read_text_file(arguments.value("api-key-file"));
    if (!text) return failure(text.error());
    return Token{first_word(*text), "--api-key-file"};
  }
  const auto environment = process_environment();
  const auto found = environment.find("HEROKU_API_KEY");
  if (found != environment.end() && !found->second.empty()) return Token{found->second, "HEROKU_API_KEY"};
  return failure(
      Problem{.code = "SG1101",
              .message = "no Heroku API token",
              .evidence = {"Looked in: --api-key-file (not given), HEROKU_API_KEY (not set)"},
              .hints = {"Make one:  heroku authorizations:create -d swapguard -s write",
                        "Then:      export HEROKU_API_KEY=...        or on Heroku: heroku config:set ..."}});
}

}  // namespace swapguard::app
