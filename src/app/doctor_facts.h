// DoctorFacts: everything that doctor judges, asked side by side within one time limit.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/console.h"
#include "app/subcommand.h"
#include "io/config/load.h"
#include "io/heroku/api.h"
#include "io/heroku/credentials.h"

namespace swapguard::app {

// Nothing: not asked, or no answer within the limit.
template <class T>
using Asked = std::optional<heroku::Answer<T>>;

// The last lines of a log session.
struct LogSeen {
  struct Sample {
    DynoId id;
    Instant at;
  };
  int lines = 0;         // of the platform
  int memory_lines = 0;  // among them
  std::set<DynoId> ids;  // of all that sent some
  std::map<DynoName, Sample> newest;
};

struct AppFacts {
  config::AppSettings settings;
  Asked<heroku::App> app;
  Asked<std::vector<heroku::App>> visible;  // where the app is not found: what it may have meant
  Asked<std::vector<heroku::Feature>> features;
  Asked<std::vector<heroku::FormationEntry>> formation;
  Asked<std::vector<guard::PlatformDyno>> dynos;
  Asked<std::vector<heroku::Drain>> drains;
  Asked<std::vector<std::string>> domains;
  Asked<LogSeen> log;
  std::optional<int> knock;  // the status that our drain's address answers; 0: nobody does

  const AppName& name() const { return settings.policy.app; }
};

struct DoctorFacts {
  std::optional<config::Loaded> loaded;
  std::optional<Complaint> config_problem;
  std::optional<heroku::Token> token;
  std::optional<Problem> token_problem;
  Asked<heroku::Account> account;
  Asked<std::vector<heroku::Authorization>> authorizations;
  Asked<int> rate_limit;
  heroku::Told told;
  std::vector<AppFacts> apps;
  // The app that swapguard is to run in: its address is [http] public_url.
  struct Home {
    heroku::App app;
    std::vector<heroku::Drain> drains;
  };
  std::optional<Home> home;
  std::optional<Problem> history_problem;
  std::string history_words;  // what is known of it when there is no problem
  std::string own_dyno;       // DYNO: we run inside an app
  // Every swapguard that answers on a local socket, with the apps that it guards.
  struct Running {
    std::string where;
    std::vector<AppName> apps;
  };
  std::vector<Running> running;
  Instant now;
};
using DoctorFactsPtr = std::shared_ptr<DoctorFacts>;

// Reads the configuration, finds the token, looks at the history.
DoctorFacts local_facts(const Arguments& arguments, Console& console);
// The rest, from Heroku: all calls at once, what has not come within `limit` stays unasked.
DoctorFactsPtr ask_heroku(DoctorFacts local, Duration limit);

// Of a drain's URL.
struct DrainAddress {
  std::string origin;  // https://guard.example.com
  std::string host;    // without the port
  std::string path;    // /logs/acme
  std::string password;
};
DrainAddress drain_address(std::string_view url);
// Whether the drain is the one that this configuration expects: its path, and its address where one is set.
bool is_ours(const DrainAddress& drain, const AppName& app, const std::string& public_url);

}  // namespace swapguard::app
