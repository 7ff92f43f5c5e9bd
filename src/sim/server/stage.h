// Stage: everything behind the simulated platform's port: the model, its clock, its log and the trouble asked
// for. Loop thread only.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "sim/model/platform.h"
#include "sim/server/account.h"
#include "sim/server/drains.h"
#include "sim/server/faults.h"
#include "sim/server/log_sessions.h"
#include "sim/server/rate_limit.h"
#include "sim/server/simulate.h"

namespace swapguard::sim {

struct Webhook {
  std::string id;
  AppName app;
  std::string level, url, secret;
  std::vector<std::string> include;
  Instant created_at;
};

class Stage {
 public:
  Stage(asio::io_context& loop, const SimulateOptions& chosen, const Spec& spec);

  SimulateOptions options;
  PlatformModel model;
  Faults faults;  // before what refers to it
  LogSessions sessions;
  Drains drains;
  RateLimit rate_limit;
  Account account;
  std::vector<Webhook> webhooks;
  Random random;  // of what has no place in the model: request ids, sessions
  bool stopped = false;

  // Simulated time: the start plus the wall clock's progress times the scale.
  Instant now() const;
  // Lets happen what is due and hands the lines out.
  void catch_up();
  // How long, by the wall clock, nothing is due; at least 5 ms, at most a quarter of a second.
  Duration rest() const;
  std::string id_of(const std::string& thing) const { return model.id_of(thing).text(); }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  bool catching_up_ = false;
};

}  // namespace swapguard::sim
