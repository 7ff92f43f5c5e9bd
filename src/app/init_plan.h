// What init is to do: the answers, what Heroku told, and the plan that follows from both. The plan holds only
// what differs from what is wanted, so that a second run has nothing to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/name.h"
#include "io/heroku/api.h"

namespace swapguard::app {

enum class Place {
  heroku,   // an app of its own, fed by a log drain
  beside,   // a process in the watched app, fed by a log session
  systemd,  // a service of a machine
  shell,    // started by hand
};
std::optional<Place> parse_place(std::string_view word);

struct InitAnswers {
  AppName app;
  std::vector<ProcessType> types;  // empty: all
  Place place = Place::shell;
  AppName guard_app;  // of Place::heroku
  std::string url;    // systemd and shell: where a log drain delivers; empty: log session
  std::string mode = "observe";
  bool metrics = false;  // log-runtime-metrics may be switched on
  bool restart = false;  // and the dynos restarted, so that it takes effect
};

// What there is already.
struct InitFacts {
  heroku::App app;
  std::vector<heroku::FormationEntry> formation;
  bool metrics_on = false;
  std::vector<heroku::Drain> drains;
  std::optional<heroku::App> guard_app;
  heroku::ConfigVars config;  // of the app that swapguard is to run in
  std::string secret;         // of the drain; kept where there was one
  std::string program;        // the running swapguard's own file
};

struct PlannedFile {
  std::string path, content;
  bool executable = false;
  bool secret = false;       // for the owner's eyes alone; never shown
  bool added_to = false;     // what was there is kept, a line comes to it
  std::string copy_of = {};  // instead of `content`: the same as this file
};

// One call to Heroku.
struct PlannedCall {
  enum class Kind { enable_metrics, restart_all, create_app, set_config, remove_drain, add_drain };
  Kind kind;
  std::string words;          // `add a log drain of acme to https://…`
  std::string drain;          // remove_drain: its id; add_drain: its URL
  heroku::ConfigVars config;  // set_config; an empty HEROKU_API_KEY: of a new authorization
};

struct InitPlan {
  std::vector<PlannedFile> files;  // all that belong to the place, whether they are there or not
  std::vector<PlannedCall> calls;
  std::vector<std::string> notes;  // sentences
  std::vector<std::string> next;   // commands for the user to type
};

InitPlan make_plan(const InitAnswers& answers, const InitFacts& facts);

bool uses_drain(const InitAnswers& answers);
// Where Heroku delivers: the guard's app, or the address that was told.
std::string public_url(const InitAnswers& answers, const InitFacts& facts);
// The app whose config vars hold the token; empty: none.
AppName home_app(const InitAnswers& answers);
// The files of the place.
std::vector<PlannedFile> files_for(const InitAnswers& answers, const InitFacts& facts);

}  // namespace swapguard::app
