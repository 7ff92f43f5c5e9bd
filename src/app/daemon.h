// Daemon: the composition root. Wires history, guard, dispatcher, inputs and HTTP server together and keeps
// them going; decides nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "app/clock.h"
#include "app/console.h"
#include "app/requests.h"
#include "core/guard/event.h"
#include "core/guard/view.h"
#include "core/logplex/log_line.h"
#include "io/config/settings.h"
#include "io/heroku/api.h"
#include "io/otlp/export_settings.h"

namespace swapguard::app {

namespace asio = boost::asio;

struct DaemonOptions {
  config::Settings settings;
  std::string token;
  Clock clock;
  std::function<void(const guard::JournalEntry&)> journal;  // each entry as it falls
  std::function<void(const Problem&)> warn;                 // what is no entry of the journal
  // For a recording; both may be empty. The line lives until the call returns.
  std::function<void(const AppName&, const logplex::LogLine&)> line = {};
  std::function<void(const guard::Event&)> heard = {};  // each event, before the guard takes it
  // Path of the local socket; empty: none. Trouble with it is fatal where settings.http.socket names it, else
  // a warning.
  std::string socket = {};
  // Reads the configuration again, all or nothing; empty: there is none.
  std::function<std::optional<Complaint>()> reload = {};
  // The dashboard and the API on the port need no password: for a demo on loopback.
  bool open_pages = false;
  // Where our own metrics and events go over OTLP; nothing: nowhere.
  std::optional<otlp::ExportSettings> export_to = {};
};

// Loop thread only.
class Daemon {
 public:
  // Opens the history, tells the guard what it remembers and listens. Nothing talks to Heroku yet.
  static Result<std::unique_ptr<Daemon>, Problem> start(asio::io_context& loop, DaemonOptions options);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Opens the inputs and lets time pass.
  void watch();
  // New policies, drain secrets and apps; all or nothing is the caller's: `settings` are right. What needs a
  // new start (HTTP, history, address of the platform) is left as it is.
  void reload(config::Settings settings);
  // Decides nothing more, lets a restart under way end (10 s at most), writes the history (5 s at most).
  asio::awaitable<void> stop();

  int port() const;  // 0: no HTTP server
  RequestDesk& requests();
  heroku::Api& api();
  guard::View view() const;

 private:
  struct Self;
  explicit Daemon(std::unique_ptr<Self> self);
  std::unique_ptr<Self> self_;
};

}  // namespace swapguard::app
