#include "app/daemon.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/daemon_self.h"
#include "app/daemon_words.h"
#include "app/handed_line.h"
#include "app/listening.h"
#include "app/readiness.h"
#include "app/requests.h"
#include "app/settings.h"
#include "app/telemetry_export.h"
#include "core/base/check.h"

namespace swapguard::app {
namespace {

constexpr Duration restart_may_take = seconds{10};   // at a stop
constexpr Duration notifying_may_take = seconds{3};  // at a stop
constexpr Duration answers_may_take = seconds{2};    // at a stop
constexpr Duration learned_may_take = seconds{2};    // at a stop

http::Response too_many_guesses() {
  auto response =
      api::to_response({429, "SG1411", "too many wrong passwords", "Wait a minute, then try again."});
  response.headers.set("Retry-After", "60");
  return response;
}

// `/metrics` tells how long it took.
template <class Fold>
std::vector<guard::Command> timed(Telemetry& telemetry, const Fold& fold) {
  const auto began = Clock::Steady::now();
  auto commands = fold();
  telemetry.take_decision(std::chrono::duration<double>(Clock::Steady::now() - began).count());
  return commands;
}

}  // namespace

Daemon::Daemon(std::unique_ptr<Self> self) : self_(std::move(self)) {}
Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>, Problem> Daemon::start(asio::io_context& loop, DaemonOptions options) {
  std::unique_ptr<Daemon> daemon(new Daemon(std::make_unique<Self>(loop, std::move(options))));
  Self& self = *daemon->self_;
  self.api = heroku::Api::make(self.platform, {self.options.settings.api_base, self.options.token});
  self.set_notifiers();
  // 1. What was done before this start: no generation is acted on twice.
  if (auto problem = self.open_history()) return failure(*std::move(problem));
  // 2. The port, before anything talks to Heroku: a host that waits for it must not wait for them.
  if (auto problem = self.listen()) return failure(*std::move(problem));
  return daemon;
}

void Daemon::watch() {
  self_->watching = true;
  self_->start_export();
  // 3. The inputs: from here on lines come.
  self_->open_inputs();
  if (self_->instances) self_->instances->start();
  self_->keeping->start();
  for (const auto& app : self_->options.settings.apps) {
    if (self_->shared) break;  // known once it is guarded here
    asio::co_spawn(self_->loop, self_->control.remember_peaks(app.policy.app), asio::detached);
  }
  // 4. The passing of time.
  self_->step(guard::Tick{});
}

std::optional<Problem> Daemon::Self::open_history() {
  auto history = history::History::open(options.settings.history);
  if (!history) return problem_of(history.error());
  const auto past = shared ? Result<Past, history::StorageError>(Past{})
                           : recall(**history, options.settings, now(), samples_remembered);
  if (!past) return problem_of(past.error());
  const auto told = told_before(**history, options.settings, now());
  if (!told) return problem_of(told.error());
  control.remember(past->day);
  history::LedgerOptions ledger_options;
  ledger_options.now = [clock = options.clock] { return clock.now(); };
  if (shared) ledger_options.instance = fresh_instance_id();
  ledger = history::Ledger::start(loop, *std::move(history), ledger_options);
  ledger->on_trouble([this](const std::optional<history::StorageError>& trouble) {
    if (trouble) options.warn(problem_of(*trouble));
  });
  keeping = std::make_unique<Keeping>(keeping_doors());
  dispatcher = std::make_unique<Dispatcher>(Dispatcher::Doors{
      loop, [this](const AppName&) -> heroku::Api& { return *api; }, *ledger, [this] { return now(); },
      [this](const guard::JournalEntry& entry) { record(entry); },
      [this](guard::Event event) { step(event); }, [this] { return harmless_environment(); }});
  desk = std::make_unique<RequestDesk>(
      RequestDesk::Doors{*ledger, [this](AppName app) { return look(std::move(app)); },
                         [this](const guard::Requested& wish) { return meant(wish); },
                         [this](const guard::Event& event) { tell(event); }, [this] { return now(); }});
  if (shared) join(ledger_options.instance);
  notifiers.catch_up(*told);
  for (const auto& memory : past->memories) {
    note_heard(memory, past->day);
    step(memory);
    acquainted.insert(memory.app);
    counted.insert(memory.app);
  }
  return std::nullopt;
}

std::optional<Problem> Daemon::Self::listen() {
  listen_to_drains();
  inlets = std::make_unique<Inlets>(inlet_doors());
  inlets->set(options.settings.telemetry);
  for (const auto& app : options.settings.apps) {
    if (app.input == config::Input::drain) drains->set(app.policy.app, revealed(app.drain_secrets));
    hooks->set(app.policy.app, revealed(app.hook_keys));
    inlets->set(app);
  }
  if (auto problem = inlets->listen(options.settings.syslog)) return problem;
  const auto& http = options.settings.http;
  for (const bool local_door : {false, true}) {
    const auto handler = [this, local_door](http::Request request) {
      return answer(std::move(request), local_door);
    };
    if (!local_door && !http.on) continue;
    auto opened = local_door
                      ? open_socket(loop, http, options.socket, handler, options.warn)
                      : open_port(loop, http, handler, [this](const auto& head) { return gate(head); });
    if (!opened) return opened.error();
    (local_door ? local : server) = *std::move(opened);
  }
  watch_tls_files();
  return std::nullopt;
}

// The fold: one event in, commands out.
void Daemon::Self::step(const guard::Event& event) {
  // At the end nothing is decided any more. What is on its way to the platform is let through: after a crash
  // it would count as sent.
  const bool answers = std::holds_alternative<guard::SendingMarked>(event) ||
                       std::holds_alternative<guard::RestartAnswered>(event);
  if (ending && !answers) return;
  if (options.heard) options.heard(event);
  carry_out(timed(telemetry, [&] { return guard.step(event, now()); }));
}

void Daemon::Self::carry_out(const std::vector<guard::Command>& commands) {
  dispatcher->carry_out(commands);
  if (watching) set_alarm();
}

// step(Observed{app, line}), of which no event is made where nobody records them.
void Daemon::Self::fold(const AppName& app, observe::Observation line, Instant at) {
  if (options.heard) return step(guard::Observed{app, std::move(line)});
  if (ending) return;
  const auto commands = timed(telemetry, [&] { return guard.observe(app, line, at); });
  // Nothing falls due sooner by a line that gave no command.
  if (!commands.empty()) carry_out(commands);
}

void Daemon::Self::observe(const AppName& app, observe::Observation line, bool by_webhook) {
  if (by_webhook) tell(guard::WebhookCame{app});
  const Instant at = now();  // asked once: every line passes through here
  if (guard.lies_ahead(line, at)) return;
  const auto* settings = find(options.settings.apps, app);
  const bool twice = settings != nullptr && !settings->webhook_secrets.empty();
  if (twice && !told_twice.is_news(app, line, by_webhook)) return;
  if (auto sample = stored_sample(app, line)) {
    control.take(*sample);
    picture.take(*sample);
    ledger->append(*std::move(sample));
  }
  picture.take(app, line, at);
  if (guards(app)) {
    fold(app, std::move(line), at);
  } else {
    instances->hand(app, to_handed(line));
  }
}

void Daemon::Self::record(const guard::JournalEntry& entry) {
  control.take(entry);
  telemetry.take(entry);
  picture.take(entry);
  options.journal(entry);
  notifiers.put(entry);
  if (exporter) exporter->take(exported(entry, now()));
  if (entry.kind == guard::Kind::finding) keeping->keep_soon(entry.app);
  if (entry.kind != guard::Kind::blind || entry.reason != "no_samples") return;
  if (const auto* app = find(options.settings.apps, entry.app)) options.warn(no_samples(*app));
}

void Daemon::Self::set_alarm() {
  const auto steady = Clock::Steady::now().time_since_epoch();
  const auto wait = options.clock.wait_until(guard.next_wakeup(now()));
  const auto chosen = due.set(std::chrono::floor<Duration>(steady), std::chrono::ceil<Duration>(wait));
  if (!chosen) return;
  alarm.expires_after(*chosen);
  alarm.async_wait([this](boost::system::error_code error) {
    if (error) return;
    due.rang();
    step(guard::Tick{});
  });
}

namespace {

constexpr std::string_view logs = "/logs/";

// Hooks and telemetry have long keys of their own, which nobody guesses; and nobody's guesses may lock them
// out.
bool wants_password(std::string_view path) { return !Inlets::takes(path) && !path.starts_with("/hooks/"); }

AppName drained_app(std::string_view path) { return AppName(http::url_decode(path.substr(logs.size()))); }

}  // namespace

// Strangers do not get to send a body that takes memory: a delivery needs its secret first.
std::optional<http::Response> Daemon::Self::gate(const http::Request& head) {
  if (!head.path().starts_with(logs)) return std::nullopt;
  return drains->refused(head, drained_app(head.path()));
}

asio::awaitable<http::Answer> Daemon::Self::answer(http::Request request, bool local_door) {
  if (request.path().starts_with(logs)) {
    AppName app = drained_app(request.path());
    co_return co_await drains->handle(std::move(request), std::move(app));
  }
  const bool shows_secret =
      !local_door && wants_password(request.path()) && request.headers.has("Authorization");
  const std::string peer = request.peer;
  if (shows_secret) {
    const bool looked_at = co_await may_guess(peer);
    if (!looked_at) co_return too_many_guesses();
  }
  auto answered = co_await answer_others(std::move(request), local_door);
  const auto* response = std::get_if<http::Response>(&answered);
  if (shows_secret && response != nullptr && response->status == 401) guessed_wrong(peer);
  co_return answered;
}

asio::awaitable<http::Answer> Daemon::Self::answer_others(http::Request request, bool local_door) {
  const std::string_view path = request.path();
  if (path.starts_with(api::root)) co_return co_await control.answer(std::move(request), local_door);
  if (Inlets::takes(path)) co_return co_await inlets->answer(std::move(request));
  if (path.starts_with("/hooks/restart/")) co_return co_await hooks->handle(std::move(request));
  if (path == "/metrics") co_return telemetry.answer(request, local_door);
  if (path == "/healthz") co_return api::json_response(R"({"status":"ok"})");
  if (path == "/readyz") co_return ready();
  if (!local_door) co_return co_await site.answer(std::move(request));
  co_return http::Response{.status = 404, .body = "not found\n"};
}

http::Response Daemon::Self::ready() const {
  std::optional<std::string> trouble;
  if (const auto error = ledger->trouble()) trouble = error->message;
  return to_response(readiness(guard.view(), trouble, now()));
}

asio::awaitable<void> Daemon::stop() {
  Self& self = *self_;
  self.watching = false;
  self.ending = true;
  self.alarm.cancel();
  self.tails.clear();
  self.inlets->stop();
  self.picture.stop();
  for (auto* server : {self.server.get(), self.local.get()}) {
    if (server) server->stop(answers_may_take);
  }
  asio::steady_timer pause(self.loop);
  const auto give_up_at = Clock::Steady::now() + restart_may_take;
  while (self.dispatcher->restarts_under_way() > 0 && Clock::Steady::now() < give_up_at) {
    pause.expires_after(milliseconds{20});
    co_await pause.async_wait(asio::use_awaitable);
  }
  const auto notified_by = Clock::Steady::now() + notifying_may_take;
  while (!self.notifiers.idle() && Clock::Steady::now() < notified_by) {
    pause.expires_after(milliseconds{20});
    co_await pause.async_wait(asio::use_awaitable);
  }
  if (self.exporter) co_await self.exporter->finish();
  // Before its apps become another instance's.
  self.keeping->stop();
  co_await self.keeping->keep_all(learned_may_take);
  if (self.instances) co_await self.instances->end();
  if (const std::size_t lost = self.ledger->stop(); lost > 0) self.options.warn(rows_lost(lost));
}

int Daemon::port() const { return self_->server ? self_->server->port() : 0; }
RequestDesk& Daemon::requests() { return *self_->desk; }
heroku::Api& Daemon::api() { return *self_->api; }
guard::View Daemon::view() const { return self_->guard.view(); }

}  // namespace swapguard::app
