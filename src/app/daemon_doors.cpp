// Who may ask what of the running daemon's parts.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/daemon_self.h"
#include "app/settings.h"

namespace swapguard::app {
namespace {

// What cannot be noted is told again after a restart: rather twice than never.
asio::awaitable<void> note(history::Ledger& ledger, history::EndedMessage message) {
  const auto noted = co_await ledger.note_ended(std::move(message));
  (void)noted;
}

}  // namespace

Control::Doors Daemon::Self::control_doors() {
  return {.view = [this] { return guard.view(); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .now = [this] { return now(); },
          .step = [this](const guard::Event& event) { tell(event); },
          .request_restart = [this](guard::Requested wish) { return desk->accept(std::move(wish)); },
          .reload = options.reload,
          .known = [this](const http::Request& request) { return site.knows(request); },
          .picture = [this](api::AskedPicture asked,
                            bool may_act) { return picture.answer(std::move(asked), may_act); },
          .time_scale = options.clock.scale()};
}

Picture::Doors Daemon::Self::picture_doors() {
  return {.loop = loop,
          .view = [this] { return guard.view(); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .now = [this] { return now(); },
          .state = [this](const AppName& app, bool may_act) { return control.state_json(app, may_act); }};
}

Telemetry::Doors Daemon::Self::telemetry_doors() {
  return {.view = [this] { return guard.view(); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .history = [this] { return ledger->counts(); },
          .calls_left = [this] { return api->calls_left(); },
          .drain = [this](const AppName& app) { return drains->counts(app); },
          .channels = [this] { return notifiers.counts(); }};
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

void Daemon::Self::set_notifiers() {
  notifiers.set(options.settings, without_secrets(process_environment(), options.settings, options.token));
}

}  // namespace swapguard::app
