#include "app/git_remote.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

#include "app/settings.h"
#include "app/text_file.h"

namespace swapguard::app {
namespace {

namespace fs = std::filesystem;

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(blanks)));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string app_of(std::string_view url) {
  constexpr std::array<std::string_view, 4> beginnings{
      "https://git.heroku.com/", "git@heroku.com:", "ssh://git@heroku.com/", "http://git.heroku.com/"};
  for (const auto beginning : beginnings) {
    if (!url.starts_with(beginning)) continue;
    url.remove_prefix(beginning.size());
    if (url.ends_with(".git")) url.remove_suffix(4);
    return std::string(url);
  }
  return {};
}

// `[remote "heroku"]`: heroku; nothing for other sections.
std::optional<std::string> remote_named(std::string_view line) {
  constexpr std::string_view head = "[remote \"";
  if (!line.starts_with(head)) return std::nullopt;
  line.remove_prefix(head.size());
  return std::string(line.substr(0, line.find('"')));
}

// The configuration of a repository whose `.git` this is: a folder, or a file that points to one (worktrees).
std::string config_of(const fs::path& git) {
  std::error_code error;
  if (fs::is_directory(git, error)) return (git / "config").string();
  const auto pointer = read_text_file(git.string());
  constexpr std::string_view head = "gitdir: ";
  if (!pointer || !pointer->starts_with(head)) return {};
  const fs::path folder =
      git.parent_path() / std::string(trim(pointer->substr(head.size(), pointer->find('\n') - head.size())));
  const auto common = read_text_file((folder / "commondir").string());
  const fs::path shared = common ? folder / std::string(trim(common->substr(0, common->find('\n')))) : folder;
  return (shared / "config").string();
}

}  // namespace

std::vector<HerokuRemote> heroku_remotes(std::string_view git_config) {
  std::vector<HerokuRemote> remotes;
  std::optional<std::string> remote;
  while (!git_config.empty()) {
    const std::string_view raw = git_config.substr(0, git_config.find('\n'));
    git_config.remove_prefix(std::min(git_config.size(), raw.size() + 1));
    const std::string_view line = trim(raw);
    if (line.starts_with('[')) remote = remote_named(line);
    const auto equals = line.find('=');
    if (!remote || equals == line.npos || trim(line.substr(0, equals)) != "url") continue;
    std::string app = app_of(trim(line.substr(equals + 1)));
    if (!app.empty()) remotes.push_back({*remote, std::move(app)});
  }
  return remotes;
}

std::vector<HerokuRemote> heroku_remotes_here() {
  std::error_code error;
  for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error)) {
      const auto text = read_text_file(config_of(folder / ".git"));
      return text ? heroku_remotes(*text) : std::vector<HerokuRemote>();
    }
    if (folder == folder.parent_path()) break;
  }
  return {};
}

AppName app_here(const std::vector<AppName>& guarded) {
  const auto remotes = heroku_remotes_here();
  if (remotes.size() != 1) return {};
  const AppName app(remotes.front().app);
  return std::find(guarded.begin(), guarded.end(), app) == guarded.end() ? AppName() : app;
}

Arguments with_app_of_git(const Arguments& arguments) {
  if (arguments.has("app")) return arguments;
  auto sources = sources_of(arguments);
  if (!sources) return arguments;
  sources->needs_app = false;
  const auto loaded = config::load(*sources);
  if (!loaded || !loaded->settings.apps.empty()) return arguments;
  const auto remotes = heroku_remotes_here();
  if (remotes.size() != 1) return arguments;
  Arguments with_app = arguments;
  with_app.add("app", remotes.front().app);
  return with_app;
}

}  // namespace swapguard::app
