// Who may ask what of the running daemon's parts.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/daemon_self.h"
#include "app/daemon_words.h"
#include "app/inlet_words.h"
#include "app/settings.h"
#include "app/telemetry_export.h"

namespace swapguard::app {
namespace {

// What cannot be noted is told again after a restart: rather twice than never.
asio::awaitable<void> note(history::Ledger& ledger, history::EndedMessage message) {
  const auto noted = co_await ledger.note_ended(std::move(message));
  (void)noted;
}

}  // namespace

Control::Doors Daemon::Self::control_doors() {
  return {.view = [this] { return view(); },
          .look = [this](AppName app) { return look(std::move(app)); },
          .guarded_by = [this](const AppName& app) { return guarded_by(app); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .now = [this] { return now(); },
          .step = [this](const guard::Event& event) { tell(event); },
          .request_restart = [this](guard::Requested wish) { return desk->accept(std::move(wish)); },
          .reload = options.reload,
          .known = [this](const http::Request& request) { return site.knows(request); },
          .picture = [this](api::AskedPicture asked,
                            Reader reader) { return picture.answer(std::move(asked), std::move(reader)); },
          .time_scale = options.clock.scale()};
}

Picture::Doors Daemon::Self::picture_doors() {
  return {.loop = loop,
          .view = [this] { return view(); },
          .outlook =
              [this](const AppName& app, const DynoName& dyno, const DynoId& id, Duration ahead) {
                const guard::Guard& knows = guards(app) ? guard : elsewhere.folded();
                return knows.outlook(app, dyno, id, ahead);
              },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .now = [this] { return now(); },
          .state = [this](const AppName& app, bool may_act) { return state_for_stream(app, may_act); },
          .is_elsewhere = [this](const AppName& app) { return shared && (app.empty() || !guards(app)); }};
}

Telemetry::Doors Daemon::Self::telemetry_doors() {
  return {.view = [this] { return guard.view(); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .history = [this] { return ledger->counts(); },
          .calls_left = [this] { return api->calls_left(); },
          .drain =
              [this](const AppName& app) {
                const auto* settings = find(options.settings.apps, app);
                const bool syslog = settings != nullptr && settings->drain_secrets.empty();
                const bool told = settings != nullptr && settings->input == config::Input::otlp;
                return syslog || told ? inlets->counts(app) : drains->counts(app);
              },
          .channels = [this] { return notifiers.counts(); }};
}

Inlets::Doors Daemon::Self::inlet_doors() {
  return {.loop = loop,
          .now = [this] { return now(); },
          .observed = [this](const AppName& app, observe::Observation line,
                             bool by_webhook) { observe(app, std::move(line), by_webhook); },
          .changed = [this](const guard::InputChanged& change) { step(change); },
          .warn = options.warn,
          .line = options.line};
}

void Daemon::Self::listen_to_drains() {
  drains = std::make_unique<intake::Drains>(
      loop, intake::DrainOptions{.now = [this] { return now(); }},
      intake::DrainEvents{
          .observed = [this](AppName app, observe::Observation line) { observe(app, std::move(line)); },
          .changed = [this](guard::InputChanged change) { step(change); },
          .token_changed = [this](AppName app) { options.warn(drain_added_again(app)); },
          .refused = [this](AppName app,
                            const intake::Refusals& refusals) { options.warn(drain_refused(app, refusals)); },
          .line = options.line});
  hooks = std::make_unique<hooks::Hooks>(hooks::HookDoors{
      .now = [this] { return now(); },
      .take =
          [this](guard::Requested wish, history::Delivery delivery) {
            return take_from_hook(*desk, std::move(wish), std::move(delivery));
          },
      .wrong_keys = [this](const AppName& app,
                           const hooks::WrongKeys& wrong) { options.warn(hook_refused(app, wrong)); }});
}

void Daemon::Self::start_export() {
  if (!options.export_to) return;
  const Instant began = now();
  exporter = std::make_unique<otlp::Exporter>(
      *options.export_to,
      otlp::Exporter::Doors{
          .loop = loop,
          .client = *client,
          .metrics = [this, began] { return exported(telemetry.page(), began, now()); },
          .trouble = [this](const std::string& why) { options.warn(export_trouble(why)); }});
  exporter->start();
}

Keeping::Doors Daemon::Self::keeping_doors() {
  return {.loop = loop,
          .ledger = *ledger,
          .apps =
              [this] {
                std::vector<AppName> names;
                for (const auto& app : options.settings.apps) {
                  if (guards(app.policy.app)) names.push_back(app.policy.app);
                }
                return names;
              },
          .learned = [this](const AppName& app) { return guard.learned(app, now()); },
          .time_scale = options.clock.scale()};
}

Notifiers::Doors Daemon::Self::notifier_doors() {
  return {.loop = loop,
          .client = *client,
          .clock = options.clock,
          .warn = options.warn,
          .ended = [this](history::EndedMessage message) {
            asio::co_spawn(loop, note(*ledger, std::move(message)), asio::detached);
          }};
}

std::vector<std::string> Daemon::Self::harmless_environment() const {
  return listed(without_secrets(process_environment(), options.settings, options.token));
}

void Daemon::Self::set_notifiers() {
  notifiers.set(options.settings, without_secrets(process_environment(), options.settings, options.token));
}

}  // namespace swapguard::app
