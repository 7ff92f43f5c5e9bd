// What is asked of Heroku before watching begins: does each app exist, may we see it, does it send memory?
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/console.h"
#include "io/heroku/api.h"

namespace swapguard::app {

struct AppReport {
  AppName app;
  std::optional<heroku::App> facts;  // nothing: not told
  std::vector<heroku::FormationEntry> formation;
  std::optional<Problem> problem;
  bool hopeless = false;  // watching could never work: wrong name, feature off
};

boost::asio::awaitable<AppReport> check_app(heroku::Api& api, AppName app);

}  // namespace swapguard::app
