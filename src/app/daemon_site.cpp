// What the daemon's dashboard is given of its parts; and who may show a password.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/daemon_self.h"
#include "app/daemon_words.h"
#include "app/explanation.h"
#include "app/settings.h"
#include "app/state_picture.h"

namespace swapguard::app {
namespace {

// Guesses are counted by the reader's clock, however fast that of the guard goes.
Instant wall_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace

Site::Doors Daemon::Self::site_doors() {
  return {.state = [this](bool may_act) { return control.state_now({}, may_act); },
          .look = [this](AppName app) { return look(std::move(app)); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .series = [this](api::GetSeries wanted) { return picture.series(std::move(wanted)); },
          .act = [this](api::Asked asked) { return control.act(std::move(asked)); },
          .not_due = [this](const AppName& app, const DynoName& dyno) { return why_not(app, dyno); },
          .may_guess = [this](std::string peer) { return may_guess(std::move(peer)); },
          .guessed_wrong = [this](const std::string& peer) { guessed_wrong(peer); },
          .open = options.open_pages};
}

asio::awaitable<bool> Daemon::Self::may_guess(std::string peer) {
  if (guesses.must_wait(peer, wall_time())) co_return false;
  const Duration wait = guesses.delay(wall_time());
  if (wait > Duration{0}) {
    asio::steady_timer later(loop, wait);
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await later.async_wait(token);
  }
  // Others from there may have guessed meanwhile.
  co_return !guesses.must_wait(peer, wall_time());
}

void Daemon::Self::guessed_wrong(const std::string& peer) {
  if (!guesses.note_wrong(peer, wall_time())) return;
  options.warn(wrong_passwords(guesses.untold(), peer));
  guesses.told();
}

// Why a dyno is left alone just now; empty while it is due or where it is not seen.
std::string Daemon::Self::why_not(const AppName& name, const DynoName& dyno) const {
  const auto* settings = find_app(options.settings, name);
  if (settings == nullptr) return "";
  const guard::View seen = view();
  for (const auto& app : seen.apps) {
    if (app.app != name) continue;
    for (const auto& each : app.dynos) {
      if (each.current && each.name == dyno) return not_due(each, settings->policy.of(dyno.type()));
    }
  }
  return "";
}

}  // namespace swapguard::app
