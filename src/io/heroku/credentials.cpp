// The places a token can be, looked at in order; each leaves a word on what was found there.
#include "io/heroku/credentials.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <vector>

#include "io/heroku/ask_program.h"

namespace swapguard::heroku {
namespace {

constexpr std::size_t file_max = 1u << 20;
constexpr Duration cli_limit = seconds{5};

struct Place {
  std::string name, finding;
};

std::string trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(file_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string missing_text(const std::vector<Place>& places) {
  std::string text = "no Heroku API token [SG1101]\n  Looked in: ";
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i > 0) text += i % 2 == 0 ? ",\n             " : ", ";
    text += fmt::format("{} ({})", places[i].name, places[i].finding);
  }
  text += "\n  Make one:  heroku authorizations:create -d swapguard -s write";
  text += "\n  Then:      export HEROKU_API_KEY=…        or on Heroku: heroku config:set …";
  return text;
}

// A file that was asked for by name is the token or an error, never passed over.
Result<Token, std::string> token_of_file(const std::string& path) {
  std::optional<std::string> text;
  if (path == "-") {
    std::string line;
    std::getline(std::cin, line);
    text = line;
  } else {
    text = read_file(path);
  }
  if (!text) {
    const std::string why = std::strerror(errno);
    return failure(fmt::format("the API key file cannot be read [SG1101]\n  {}: {}", path, why));
  }
  const std::string token = trim(*text);
  if (token.empty()) return failure(fmt::format("the API key file is empty [SG1101]\n  {}", path));
  if (token.find_first_of(" \t\r\n") != token.npos) {
    return failure(fmt::format("the API key file holds more than a token [SG1101]\n  {}", path));
  }
  return Token{token, path == "-" ? "standard input" : path, {}};
}

std::optional<Token> token_of_environment(const TokenSearch& search, std::vector<Place>& places) {
  const std::string key = trim(search.environment("HEROKU_API_KEY"));
  if (!key.empty()) return Token{key, "HEROKU_API_KEY", {}};
  const std::string gem = trim(search.environment("HEROKU_API_TOKEN"));
  if (!gem.empty()) {
    return Token{gem, "HEROKU_API_TOKEN",
                 "HEROKU_API_TOKEN is set; using it. The usual name is HEROKU_API_KEY."};
  }
  places.push_back({"HEROKU_API_KEY", "not set"});
  return std::nullopt;
}

// LoadCredential=heroku_api_key:… of a systemd unit.
std::optional<Token> token_of_systemd(const TokenSearch& search, std::vector<Place>& places) {
  const std::string folder = search.environment("CREDENTIALS_DIRECTORY");
  if (folder.empty()) return std::nullopt;
  const std::string token = trim(read_file(folder + "/heroku_api_key").value_or(""));
  if (!token.empty() && token.find_first_of(" \t\r\n") == token.npos) {
    return Token{token, "systemd credential heroku_api_key", {}};
  }
  places.push_back({"systemd credential heroku_api_key", token.empty() ? "not there" : "not one word"});
  return std::nullopt;
}

bool is_on_path(std::string_view program, std::string_view path) {
  while (!path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(path.size(), folder.size() + 1));
    if (access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::optional<Token> token_of_cli(const TokenSearch& search, std::vector<Place>& places) {
  constexpr const char* name = "heroku auth:token";
  if (!is_on_path("heroku", search.environment("PATH"))) {
    places.push_back({name, "no heroku on the path"});
    return std::nullopt;
  }
  if (search.asking_cli) search.asking_cli();
  const auto line = ask_program({"heroku", "auth:token"}, cli_limit);
  const std::string token = line ? trim(*line) : std::string();
  if (!token.empty() && token.find(' ') == token.npos) return Token{token, name, {}};
  places.push_back({name, "not logged in, or no answer in 5 s"});
  return std::nullopt;
}

// The failure is the text for people: a token is there, but others can read it.
Result<std::optional<Token>, std::string> token_of_netrc(const TokenSearch& search,
                                                         std::vector<Place>& places) {
  const std::string named = search.environment("NETRC");
  const std::string path = named.empty() ? search.environment("HOME") + "/.netrc" : named;
  const std::string shown = named.empty() ? "~/.netrc" : named;
  errno = 0;
  const auto text = read_file(path);
  struct stat about {};
  if (!text || stat(path.c_str(), &about) != 0) {
    places.push_back({shown, errno == EACCES ? "may not be read" : "no such file"});
    return std::nullopt;
  }
  const std::string password = netrc_password(*text, search.host);
  if (password.empty()) {
    places.push_back({shown, "no " + search.host});
    return std::nullopt;
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(fmt::format(
        "{0} can be read by others; its token is not used [SG1106]\n  Make it yours alone:  chmod 600 {0}",
        shown));
  }
  return std::optional(Token{password, shown, {}});
}

// Words of a netrc file: separated by blanks, "quoted", # starts a comment.
class NetrcWords {
 public:
  explicit NetrcWords(std::string_view text) : rest_(text) {}

  std::optional<std::string> next() {
    while (true) {
      rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(" \t\r\n")));
      if (rest_.empty()) return std::nullopt;
      if (rest_.front() != '#') break;
      rest_.remove_prefix(std::min(rest_.size(), rest_.find('\n')));
    }
    if (rest_.front() == '"') return quoted();
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r\n"));
    rest_.remove_prefix(word.size());
    return std::string(word);
  }
  // A macro runs to the next empty line.
  void skip_macro() {
    const auto end = rest_.find("\n\n");
    rest_.remove_prefix(std::min(rest_.size(), end));
  }

 private:
  std::string quoted() {
    std::string word;
    std::size_t i = 1;
    for (; i < rest_.size() && rest_[i] != '"'; ++i) {
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      word += rest_[i];
    }
    rest_.remove_prefix(std::min(rest_.size(), i + 1));
    return word;
  }

  std::string_view rest_;
};

}  // namespace

std::string redacted(std::string_view secret) {
  constexpr std::size_t shown = 4;
  if (secret.size() < 4 * shown) return "…";
  return "…" + std::string(secret.substr(secret.size() - shown));
}

std::string netrc_password(std::string_view text, std::string_view machine) {
  NetrcWords words(text);
  bool ours = false;
  while (const auto word = words.next()) {
    if (*word == "machine") {
      ours = words.next() == machine;
    } else if (*word == "default") {
      ours = true;
    } else if (*word == "macdef") {
      words.skip_macro();
    } else if (*word == "password") {
      const auto password = words.next();
      if (ours) return password.value_or("");
    } else if (*word == "login" || *word == "account") {
      words.next();
    }
  }
  return {};
}

Result<Token, std::string> find_token(const TokenSearch& search) {
  if (!search.api_key_file.empty()) return token_of_file(search.api_key_file);
  std::vector<Place> places{{"--api-key-file", "not given"}};
  if (auto token = token_of_environment(search, places)) return *token;
  if (auto token = token_of_systemd(search, places)) return *token;
  if (search.ask_cli) {
    if (auto token = token_of_cli(search, places)) return *token;
  }
  auto token = token_of_netrc(search, places);
  if (!token) return failure(token.error());
  if (*token) return **token;
  return failure(missing_text(places));
}

}  // namespace swapguard::heroku
