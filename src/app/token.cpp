#include "app/token.h"

#include <algorithm>

#include "app/settings.h"

namespace swapguard::app {
namespace {

// The search's text, `no Heroku API token [SG1101]` and indented lines, as a problem.
Problem problem_of_text(const std::string& text) {
  Problem problem{.code = "SG1101"};
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (problem.message.empty()) {
      problem.message = line.substr(0, line.find(" [SG"));
      continue;
    }
    if (line.starts_with("  ")) line.remove_prefix(2);
    problem.evidence.emplace_back(line);
  }
  return problem;
}

}  // namespace

Result<heroku::Token, Problem> find_token(const Arguments& arguments) {
  heroku::TokenSearch search;
  search.api_key_file = arguments.value("api-key-file");
  search.environment = [environment = process_environment()](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  auto token = heroku::find_token(search);
  if (!token) return failure(problem_of_text(token.error()));
  return *std::move(token);
}

}  // namespace swapguard::app
