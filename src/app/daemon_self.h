// The parts of the running daemon and how they hang together. Only daemon.cpp (its life),
// daemon_doors.cpp (who asks whom), daemon_inputs.cpp (inputs, and what a reload changes) and
// daemon_shared.cpp (several instances) see it.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/control.h"
#include "app/daemon.h"
#include "app/dispatcher.h"
#include "app/elsewhere.h"
#include "app/file_watch.h"
#include "app/inlets.h"
#include "app/instances.h"
#include "app/keeping.h"
#include "app/notifiers.h"
#include "app/picture.h"
#include "app/site.h"
#include "app/telemetry.h"
#include "app/told_twice.h"
#include "app/wiring.h"
#include "core/base/alarm.h"
#include "core/guard/guard.h"
#include "io/api/guesses.h"
#include "io/hooks/hooks.h"
#include "io/http/client.h"
#include "io/http/server.h"
#include "io/intake/drain.h"
#include "io/intake/tail.h"
#include "io/metrics/counted_client.h"
#include "io/otlp/exporter.h"

namespace swapguard::app {

inline constexpr Duration samples_remembered = minutes{30};

// What the history tells of an app that is watched from now on.
struct AppPast {
  guard::Remembered memory;
  std::vector<history::StoredEntry> day;
};

struct Daemon::Self {
  Self(asio::io_context& io, DaemonOptions wanted)
      : loop(io),
        options(std::move(wanted)),
        shared(history::History::is_shared(options.settings.history)),
        guard(shared ? std::vector<policy::AppPolicy>{} : policies_of(options.settings),
              options.clock.scale()),
        client(http::Client::start(io)),
        telemetry(telemetry_doors()),
        platform(*client, [this](int status) { telemetry.take_answer(status); }),
        notifiers(notifier_doors()),
        elsewhere(elsewhere_doors()),
        control(control_doors()),
        picture(picture_doors()),
        site(site_doors()),
        alarm(io) {}

  std::optional<Problem> open_history();
  std::optional<Problem> listen();
  void open_inputs();
  void open_input(const config::AppSettings& app);

  static const config::AppSettings* find(const std::vector<config::AppSettings>& apps, const AppName& name);
  void leave(const config::AppSettings& app);
  void change(const config::AppSettings& before, const config::AppSettings& app);
  asio::awaitable<void> welcome(AppName name);
  void count_day(const AppName& name, const std::vector<history::StoredEntry>& day);
  asio::awaitable<Result<AppPast, history::StorageError>> past_of(AppName name);
  void note_heard(const guard::Remembered& memory, const std::vector<history::StoredEntry>& day);

  // Where several instances share the history (daemon_shared.cpp).
  void join(const std::string& id);
  asio::awaitable<bool> adopt(AppName name);
  void disown(const AppName& name);
  bool guards(const AppName& app) const { return !shared || adopted.contains(app); }
  bool may_give(const AppName& app) const;
  void take_handed(const guard::Event& event);
  // Also for an app that another instance guards: it hears of it.
  void tell(const guard::Event& event);
  guard::Meant meant(const guard::Requested& wish) const;
  // Also of the apps that others guard, as of the last look at them.
  guard::View view() const;
  // Nothing: this instance.
  std::optional<std::string> guarded_by(const AppName& app) const;
  asio::awaitable<void> look(AppName app);
  std::string state_for_stream(const AppName& app, bool may_act);
  Elsewhere::Doors elsewhere_doors();

  void step(const guard::Event& event);
  void fold(const AppName& app, observe::Observation line, Instant at);
  void carry_out(const std::vector<guard::Command>& commands);
  void observe(const AppName& app, observe::Observation line, bool by_webhook = false);
  void listen_to_drains();
  void start_export();
  void record(const guard::JournalEntry& entry);
  std::vector<std::string> harmless_environment() const;
  void set_notifiers();
  void set_alarm();

  Control::Doors control_doors();
  Telemetry::Doors telemetry_doors();
  Notifiers::Doors notifier_doors();
  Site::Doors site_doors();
  std::string why_not(const AppName& app, const DynoName& dyno) const;
  Picture::Doors picture_doors();
  Inlets::Doors inlet_doors();
  Keeping::Doors keeping_doors();
  std::optional<http::Response> gate(const http::Request& head);
  asio::awaitable<bool> may_guess(std::string peer);
  void guessed_wrong(const std::string& peer);
  asio::awaitable<http::Answer> answer(http::Request request, bool local_door);
  asio::awaitable<http::Answer> answer_others(http::Request request, bool local_door);
  void watch_tls_files();
  void reload_tls();
  http::Response ready() const;
  Instant now() const { return options.clock.now(); }

  asio::io_context& loop;
  DaemonOptions options;
  const bool shared;  // several instances may be at this history
  guard::Guard guard;
  std::unique_ptr<http::Client> client;
  Telemetry telemetry;
  metrics::CountedClient platform;
  std::unique_ptr<heroku::Api> api;
  std::unique_ptr<history::Ledger> ledger;
  Notifiers notifiers;
  std::unique_ptr<Instances> instances;  // null: the history is not shared
  std::unique_ptr<Keeping> keeping;
  std::unique_ptr<Dispatcher> dispatcher;
  std::unique_ptr<RequestDesk> desk;
  std::unique_ptr<intake::Drains> drains;
  std::unique_ptr<hooks::Hooks> hooks;
  std::unique_ptr<Inlets> inlets;
  std::unique_ptr<otlp::Exporter> exporter;  // null: nothing is exported
  ToldTwice told_twice;
  Elsewhere elsewhere;
  Control control;
  Picture picture;
  Site site;
  std::unique_ptr<http::Server> server, local;
  std::vector<std::unique_ptr<FileWatch>> tls_files;
  api::Guesses guesses;
  std::map<AppName, std::unique_ptr<intake::Tail>> tails;
  std::map<AppName, Instant> heard_until;  // the newest line of a session, of this life or the last
  asio::steady_timer alarm;
  Alarm due;
  bool watching = false;
  bool ending = false;
  std::set<AppName> adopted;     // where the history is shared: what this instance guards
  std::set<AppName> acquainted;  // apps whose past the guard has been told
  std::set<AppName> counted;     // apps whose last day is in the counts
};

}  // namespace swapguard::app
