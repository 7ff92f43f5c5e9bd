#include "app/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/daemon_words.h"
#include "io/heroku/host.h"

namespace swapguard::app {
namespace {

// The options that stand for a setting.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> flag_keys = {
    {{"app", "app"},
     {"mode", "mode"},
     {"port", "http.port"},
     {"history", "history.path"},
     {"socket", "http.socket"},
     {"log-format", "log.format"}}};

Problem wrong_set(const std::string& text) {
  return {.code = "SG0002",
          .message = fmt::format("--set needs KEY=VALUE, not \"{}\"", text),
          .hints = {"Like: --set policy.restart_at=85%"}};
}

// What a history's name stands for on disk; empty: nowhere.
std::string path_of(std::string where) {
  constexpr std::string_view scheme = "sqlite:";
  if (where.starts_with(scheme)) where.erase(0, scheme.size());
  return where == ":memory:" ? std::string() : where;
}

}  // namespace

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

Result<config::Sources, Problem> sources_of(const Arguments& arguments) {
  config::Sources sources;
  sources.environment = process_environment();
  if (arguments.has("config")) sources.file = arguments.value("config");
  for (const auto& [option, key] : flag_keys) {
    if (arguments.has(option)) sources.flags[std::string(key)] = arguments.value(option);
  }
  if (arguments.has("app")) {
    std::string apps;
    for (const auto& app : arguments.values("app")) apps += (apps.empty() ? "" : " ") + app;
    sources.flags["app"] = apps;
  }
  for (const auto& text : arguments.values("set")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return failure(wrong_set(text));
    sources.flags[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return sources;
}

Result<config::Loaded, Complaint> load_settings(const Arguments& arguments) {
  auto sources = sources_of(arguments);
  if (!sources) return failure(Complaint(sources.error()));
  auto loaded = config::load(*sources);
  if (!loaded) return failure(Complaint(loaded.error()));
  // The token goes to Heroku and to this machine, and nowhere else.
  const heroku::Host host = heroku::resolve_host(sources->environment["HEROKU_HOST"]);
  loaded->settings.api_base = host.base;
  if (!host.warning.empty()) {
    loaded->warnings.push_back(
        {.code = "SG1502", .place = {.source = "HEROKU_HOST"}, .message = host.warning});
  }
  return *std::move(loaded);
}

Result<NamedPolicy, Complaint> policy_from(config::Sources sources, const AppName& app) {
  sources.needs_app = false;
  sources.flags.erase("app");
  auto loaded = config::load(sources);
  if (!loaded) return failure(Complaint(loaded.error()));
  const auto& apps = loaded->settings.apps;
  const auto named =
      std::find_if(apps.begin(), apps.end(), [&](const auto& each) { return each.policy.app == app; });
  const std::string& file = loaded->settings.file;
  if (named != apps.end()) return NamedPolicy{named->policy, file};
  if (app.empty() && apps.size() == 1) return NamedPolicy{apps.front().policy, file};
  // An app that the configuration does not name gets what holds for all.
  sources.flags["app"] = app.empty() ? "app" : app.text;
  loaded = config::load(sources);
  if (!loaded) return failure(Complaint(loaded.error()));
  return NamedPolicy{loaded->settings.apps.front().policy, loaded->settings.file};
}

Result<policy::AppPolicy, Complaint> load_policy(const Arguments& arguments, const AppName& app) {
  auto sources = sources_of(arguments);
  if (!sources) return failure(Complaint(sources.error()));
  auto named = policy_from(*std::move(sources), app);
  if (!named) return failure(named.error());
  return std::move(named->policy);
}

Result<std::unique_ptr<history::History>, Complaint> open_history(const Arguments& arguments) {
  auto sources = sources_of(arguments);
  if (!sources) return failure(Complaint(sources.error()));
  sources->needs_app = false;
  sources->flags.erase("app");
  const auto loaded = config::load(*sources);
  if (!loaded) return failure(Complaint(loaded.error()));
  const std::string& where = loaded->settings.history;
  std::error_code error;
  const bool is_file = !history::History::is_shared(where);
  if (is_file && (path_of(where).empty() || !std::filesystem::exists(path_of(where), error))) {
    return failure(Complaint(Problem{.code = "SG1601",
                                     .message = fmt::format("there is no history at {}", where),
                                     .hints = {"Name it: --history PATH, as `swapguard run` was told"}}));
  }
  auto history = history::History::open(where);
  if (!history) return failure(Complaint(problem_of(history.error())));
  return *std::move(history);
}

config::HttpSettings http_settings(const Arguments& arguments) {
  auto sources = sources_of(arguments);
  if (!sources) return {};
  sources->needs_app = false;
  sources->flags.erase("app");
  sources->flags.erase("mode");
  const auto loaded = config::load(*sources);
  return loaded ? loaded->settings.http : config::HttpSettings{};
}

}  // namespace swapguard::app
