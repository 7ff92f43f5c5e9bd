// RunningDaemon: the swapguard that runs here, over its local socket, or elsewhere by its URL. What `status`,
// `pause` and the like ask.
#pragma once

#include <string>

#include "app/console.h"
#include "app/subcommand.h"
#include "io/api/state.h"
#include "io/http/client.h"

namespace swapguard::app {

// The same with the options by which a command finds it.
Subcommand asking_a_daemon(Subcommand row);

class RunningDaemon {
 public:
  // --url or SWAPGUARD_URL, with the password of SWAPGUARD_PASSWORD or in the URL itself; else the first
  // local socket that answers. Nothing: none runs here.
  static std::optional<RunningDaemon> find(const Arguments& arguments);
  // Every one that answers on a local socket here; more than one is one too many.
  static std::vector<RunningDaemon> all_here(const Arguments& arguments);
  // What to say when one is needed and none answers.
  static Problem absent();
  // The same in place of `no app is given`: with a running one no app need be named.
  static Complaint or_absent(Complaint complaint);

  // `target` below /api/v1/. Any answer but 200 is a problem; blocks until the answer is there.
  Result<std::string, Problem> get(const std::string& target);
  Result<std::string, Problem> post(const std::string& target, std::string json);
  // For one app; empty: all of them.
  Result<api::State, Problem> state(const AppName& app = {});

  // How long each answer may take; 10 s unless said otherwise.
  void wait_at_most(Duration patience) { patience_ = patience; }

  bool is_local() const { return !socket_.empty(); }
  const std::string& where() const { return socket_.empty() ? url_ : socket_; }

 private:
  Result<std::string, Problem> ask(http::Call call);

  std::string socket_;    // empty: by URL
  std::string url_;       // without credentials and last slash
  std::string password_;  // for the URL
  Duration patience_ = seconds{10};
};

std::vector<AppName> apps_of(const api::State& state);

// A target's query: `?app=acme&after=7`; parts without a value are left out.
std::string query_of(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace swapguard::app
