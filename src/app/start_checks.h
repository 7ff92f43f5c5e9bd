// What is asked of Heroku before watching begins: does each app exist, may we see it, does it send memory?
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "io/heroku/api.h"
#include "io/heroku/credentials.h"

namespace swapguard::app {

struct AppReport {
  AppName app;
  std::optional<heroku::App> facts;  // nothing: not told
  std::vector<heroku::FormationEntry> formation;
  std::optional<Problem> problem;
  bool hopeless = false;  // watching could never work: wrong name, feature off
};

// Whose question it is, for the words about a refusal.
struct Asker {
  heroku::Token token;
  std::string set_at;         // where the app's name was written: `swapguard.toml:4:9`, `--app`
  bool by_telemetry = false;  // its memory comes by OpenTelemetry: no feature is needed
};

boost::asio::awaitable<AppReport> check_app(heroku::Api& api, AppName app, Asker asker);

// The problems by themselves. `account`: the token's e-mail address, empty when not known.
Problem token_refused(const guard::ApiError& error, const heroku::Token& token);  // SG1102, SG1104
Problem app_refused(const AppName& app, const guard::ApiError& error, const std::vector<heroku::App>& visible,
                    const std::string& account);  // SG1201, SG1103, SG1105, SG1204
Problem metrics_off(const AppName& app);          // SG1202
Problem on_fir(const AppName& app);               // SG1203

}  // namespace swapguard::app
