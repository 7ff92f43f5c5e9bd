// Where the lines come from, and what a reload changes of it.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <utility>

#include "app/daemon_self.h"
#include "app/daemon_words.h"

namespace swapguard::app {

namespace {

// Of an app whose past the history could not tell.
constexpr Duration past_again_after = seconds{30};

}  // namespace

void Daemon::Self::open_inputs() {
  for (const auto& app : options.settings.apps) open_input(app);
}

void Daemon::Self::open_input(const config::AppSettings& app) {
  const AppName& name = app.policy.app;
  inlets->set(app);
  if (app.input != config::Input::session) {
    tails.erase(name);
    if (app.input == config::Input::drain) drains->set(name, revealed(app.drain_secrets));
    return;
  }
  if (tails.contains(name) || !guards(name)) return;
  const auto open_session = [this](intake::SessionRequest request) {
    return api->create_log_session(request.app, {.lines = request.lines, .source = request.source});
  };
  intake::TailOptions tail_options{.app = name,
                                   .now = [this] { return now(); },
                                   .time_scale = options.clock.scale(),
                                   .seed = std::hash<std::string>{}(name.text)};
  tail_options.times.sample_interval = app.policy.sample_interval;
  intake::TailEvents events{
      .observed =
          [this, name, before = heard_until[name], &newest = heard_until[name]](observe::Observation line) {
            newest = std::max(newest, std::min(line.at, now()));
            if (!is_retold(line, before)) observe(name, std::move(line));
          },
      .changed = [this](guard::InputChanged change) { step(change); }};
  if (options.line) {
    events.line = [this, name](const logplex::LogLine& line) { options.line(name, line); };
  }
  auto& tail = tails[name];
  tail =
      std::make_unique<intake::Tail>(loop, *client, open_session, std::move(tail_options), std::move(events));
  tail->start();
}

const config::AppSettings* Daemon::Self::find(const std::vector<config::AppSettings>& apps,
                                              const AppName& name) {
  const auto found =
      std::find_if(apps.begin(), apps.end(), [&](const auto& app) { return app.policy.app == name; });
  return found == apps.end() ? nullptr : &*found;
}

// An app that is no longer named is no longer watched, and nothing more is done to it.
void Daemon::Self::leave(const config::AppSettings& app) {
  tails.erase(app.policy.app);
  drains->set(app.policy.app, {});
  hooks->set(app.policy.app, {});
  config::AppSettings unheard;
  unheard.policy.app = app.policy.app;
  inlets->set(unheard);
  if (!guards(app.policy.app)) return;
  policy::AppPolicy left_alone = app.policy;
  left_alone.mode = policy::Mode::observe;
  step(guard::PolicyChanged{std::move(left_alone)});
  if (shared) return;  // the lease says who guards it
  // Nobody is to be told that it is blind. Should it come back, its past is read anew.
  guard.disown(app.policy.app);
  acquainted.erase(app.policy.app);
}

void Daemon::Self::change(const config::AppSettings& before, const config::AppSettings& app) {
  const AppName& name = app.policy.app;
  if (guards(name)) step(guard::PolicyChanged{app.policy});
  if (app.input != config::Input::drain && before.input == config::Input::drain) drains->set(name, {});
  if (app.policy.sample_interval != before.policy.sample_interval) tails.erase(name);
  hooks->set(name, revealed(app.hook_keys));
  open_input(app);
}

void Daemon::Self::note_heard(const guard::Remembered& memory, const std::vector<history::StoredEntry>& day) {
  Instant& newest = heard_until[memory.app];
  newest = std::max(newest, newest_line_of(memory, day));
}

asio::awaitable<Result<AppPast, history::StorageError>> Daemon::Self::past_of(AppName name) {
  const auto* app = find(options.settings.apps, name);
  const Duration back = app != nullptr ? app->policy.counts_back() : Duration{0};  // taken out: nobody asks
  auto memory = co_await ledger->remember(name, now() - back, now() - samples_remembered);
  if (!memory) co_return failure(std::move(memory.error()));
  history::JournalQuery query = last_day_of(name, now());
  auto day = co_await ledger->journal(std::move(query));
  if (!day) co_return failure(std::move(day.error()));
  co_return AppPast{*std::move(memory), *std::move(day)};
}

// Once in this process: what comes afterwards is counted as it comes.
void Daemon::Self::count_day(const AppName& name, const std::vector<history::StoredEntry>& day) {
  if (!counted.insert(name).second) return;
  control.remember(day);
  asio::co_spawn(loop, control.remember_peaks(name), asio::detached);
}

// A new app, or one that comes back: its past comes first, then its lines. It is asked for until it is told:
// without it cooldowns and budgets would begin anew.
asio::awaitable<void> Daemon::Self::welcome(AppName name) {
  std::optional<AppPast> past;
  asio::steady_timer pause(loop);
  for (bool first = true; !shared && !acquainted.contains(name) && !past; first = false) {
    auto told = co_await past_of(name);
    if (told) {
      past = *std::move(told);
      continue;
    }
    if (first) options.warn(problem_of(told.error()));
    pause.expires_after(past_again_after);
    co_await pause.async_wait(asio::use_awaitable);
    if (!find(options.settings.apps, name)) co_return;
  }
  // As the last reload left it; several may have passed.
  const config::AppSettings* app = find(options.settings.apps, name);
  if (ending || !app) co_return;
  if (guards(name)) step(guard::PolicyChanged{app->policy});  // else whoever has its lease guards it
  if (past && acquainted.insert(name).second) {
    note_heard(past->memory, past->day);
    step(past->memory);
    count_day(name, past->day);
  }
  hooks->set(name, revealed(app->hook_keys));
  open_input(*app);
}

void Daemon::Self::watch_tls_files() {
  const auto& http = options.settings.http;
  const auto& syslog = options.settings.syslog;
  std::set<std::string> files;
  if (server) files = {http.tls_certificate_file, http.tls_key_file};
  if (inlets->syslog_tls_port() != 0) files.insert({syslog.tls_certificate_file, syslog.tls_key_file});
  files.erase("");
  for (const auto& file : files) {
    tls_files.push_back(std::make_unique<FileWatch>(loop, file, [this] { reload_tls(); }));
  }
}

// Certificates are renewed every few weeks; connections that are open keep the one they have.
void Daemon::Self::reload_tls() {
  for (const auto& file : tls_files) file->taken();
  const auto drains_tls = inlets->reload_tls();
  const auto http_tls = server ? server->reload_tls() : Result<void, std::string>();
  if (!http_tls) options.warn(cannot_reload_tls(http_tls.error()));
  const bool news = !drains_tls && (http_tls || http_tls.error() != drains_tls.error());  // of other files
  if (news) options.warn(cannot_reload_tls(drains_tls.error()));
}

void Daemon::reload(config::Settings settings) {
  Self& self = *self_;
  const std::vector<config::AppSettings> before = std::exchange(self.options.settings.apps, settings.apps);
  self.options.settings.notify = std::move(settings.notify);
  self.options.settings.telemetry = settings.telemetry;
  self.inlets->set(settings.telemetry);
  self.set_notifiers();
  self.reload_tls();
  for (const auto& app : before) {
    if (!Self::find(settings.apps, app.policy.app)) self.leave(app);
  }
  for (const auto& app : settings.apps) {
    const config::AppSettings* known = Self::find(before, app.policy.app);
    if (known && (self.shared || self.acquainted.contains(app.policy.app))) {
      self.change(*known, app);
    } else {
      asio::co_spawn(self.loop, self.welcome(app.policy.app), asio::detached);
    }
  }
}

}  // namespace swapguard::app
