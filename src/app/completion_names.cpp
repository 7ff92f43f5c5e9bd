// Where the names that completion offers come from. A shell waits for it at each key: nothing here may take
// long, and what cannot be had at once is left out.
#include <algorithm>

#include "app/completion.h"
#include "app/event_lines.h"
#include "app/git_remote.h"
#include "app/running_daemon.h"
#include "app/settings.h"

namespace swapguard::app {
namespace {

constexpr Duration patience = std::chrono::milliseconds{500};
constexpr int decisions_most = 50;

std::optional<RunningDaemon> find_daemon(const Arguments& typed) {
  auto daemon = typed.has("history") ? std::nullopt : RunningDaemon::find(typed);
  if (daemon) daemon->wait_at_most(patience);
  return daemon;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// The newest entries of the journal, wherever they can be had.
std::vector<history::StoredEntry> newest_entries(const Arguments& typed, std::vector<guard::Kind> kinds) {
  history::JournalQuery query{.kinds = std::move(kinds), .most = decisions_most};
  if (typed.has("app")) query.app = AppName(typed.value("app"));
  std::vector<history::StoredEntry> entries;
  if (auto daemon = find_daemon(typed)) {
    const auto lines = event_lines(*daemon, query);
    if (!lines) return entries;
    for (const auto& line : *lines) entries.push_back(line.stored);
    std::reverse(entries.begin(), entries.end());
    return entries;
  }
  const auto history = open_history(typed);
  if (!history) return entries;
  auto read = (*history)->journal(query);
  return read ? *std::move(read) : entries;
}

std::vector<std::string> apps(const Arguments& typed) {
  std::vector<std::string> names;
  Arguments without_app;  // the very option that is being typed
  for (const auto& path : typed.values("config")) without_app.add("config", path);
  if (const auto loaded = load_settings(without_app)) {
    for (const auto& app : loaded->settings.apps) add_once(names, app.policy.app.text);
  }
  for (const auto& remote : heroku_remotes_here()) add_once(names, remote.app);
  auto daemon = find_daemon(typed);
  const auto state = daemon ? daemon->state() : failure(Problem{});
  if (state) {
    for (const auto& app : state->apps) add_once(names, app.app.text);
  }
  return names;
}

std::vector<std::string> dynos(const Arguments& typed) {
  std::vector<std::string> names;
  if (auto daemon = find_daemon(typed)) {
    const auto state = daemon->state(AppName(typed.value("app")));
    if (!state) return names;
    for (const auto& app : state->apps) {
      for (const auto& dyno : app.dynos) add_once(names, dyno.dyno.text);
    }
  } else {
    for (const auto& stored : newest_entries(typed, {})) add_once(names, stored.entry.dyno.text);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> decisions(const Arguments& typed) {
  std::vector<std::string> names;
  using guard::Kind;
  for (const auto& stored : newest_entries(typed, {Kind::restart, Kind::would_restart, Kind::held})) {
    add_once(names, stored.entry.decision.text);
  }
  return names;
}

}  // namespace

KnownNames known_names() { return {.apps = apps, .dynos = dynos, .decisions = decisions}; }

}  // namespace swapguard::app
