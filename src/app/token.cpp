#include "app/token.h"

#include <algorithm>

#include "app/settings.h"
#include "io/heroku/host.h"

namespace swapguard::app {
namespace {

// The search's text, `no Heroku API token [SG1101]` and indented lines, as a problem.
Problem problem_of_text(const std::string& text) {
  Problem problem;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (problem.message.empty()) {
      const auto code = line.find(" [SG");
      problem.message = line.substr(0, code);
      if (code != line.npos) problem.code = line.substr(code + 2, 6);
      continue;
    }
    if (line.starts_with("  ")) line.remove_prefix(2);
    problem.evidence.emplace_back(line);
  }
  return problem;
}

}  // namespace

Result<heroku::Token, Problem> find_token(const Arguments& arguments, Asking asking, Console& console) {
  const auto environment = process_environment();
  heroku::TokenSearch search;
  search.api_key_file = arguments.value("api-key-file");
  search.environment = [&environment](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  search.ask_cli = asking == Asking::person;
  search.asking_cli = [&console] { console.note("Asking `heroku auth:token` for the token ..."); };
  const std::string base = heroku::resolve_host(search.environment("HEROKU_HOST")).base;
  search.host = base.substr(base.find("://") + 3);
  auto token = heroku::find_token(search);
  if (!token) return failure(problem_of_text(token.error()));
  if (!token->warning.empty()) console.note("warning: " + token->warning);
  return *std::move(token);
}

}  // namespace swapguard::app
