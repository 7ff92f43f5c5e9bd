// The daemon as one of several on one history: what it does when an app becomes its to guard, or another's.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/daemon_self.h"
#include "app/handed_line.h"

namespace swapguard::app {

void Daemon::Self::join(const std::string& id) {
  instances = std::make_unique<Instances>(
      Instances::Doors{.loop = loop,
                       .ledger = *ledger,
                       .apps =
                           [this] {
                             std::vector<AppName> names;
                             for (const auto& app : options.settings.apps) names.push_back(app.policy.app);
                             return names;
                           },
                       .adopt = [this](AppName name) { return adopt(std::move(name)); },
                       .disown = [this](const AppName& name, const std::string&) { disown(name); },
                       .may_give = [this](const AppName& name) { return may_give(name); },
                       .take = [this](const guard::Event& event) { take_handed(event); },
                       .time_scale = options.clock.scale()},
      id, instance_name());
}

asio::awaitable<bool> Daemon::Self::adopt(AppName name) {
  auto memory = co_await ledger->remember(name, now() - restarts_remembered, now() - samples_remembered);
  if (!memory) co_return false;
  history::JournalQuery query = last_day_of(name, now());
  auto day = co_await ledger->journal(std::move(query));
  if (!day) co_return false;
  const auto* app = find(options.settings.apps, name);
  if (ending || app == nullptr) co_return false;
  guard.adopt(app->policy);
  adopted.insert(name);
  if (acquainted.insert(name).second) {
    control.remember(*day);
    asio::co_spawn(loop, control.remember_peaks(name), asio::detached);
  }
  guard::JournalEntry entry{.kind = guard::Kind::config, .at = now(), .app = name, .reason = "guarded_here"};
  entry.title = fmt::format("{} is guarded by {} now", name.text, instance_name());
  record(entry);
  ledger->append(std::move(entry));
  step(*memory);
  open_input(*app);
  co_return true;
}

void Daemon::Self::disown(const AppName& name) {
  guard.disown(name);
  adopted.erase(name);
  tails.erase(name);
}

// Not while a restart is between its decision and its end.
bool Daemon::Self::may_give(const AppName& name) const {
  for (const auto& app : guard.view().apps) {
    if (app.app != name) continue;
    return std::none_of(app.dynos.begin(), app.dynos.end(),
                        [](const auto& dyno) { return dyno.verdict == "restarting"; });
  }
  return true;
}

// Its receiver has stored it.
void Daemon::Self::take_handed(const guard::Event& event) {
  if (const auto* line = std::get_if<guard::Observed>(&event)) {
    if (!guards(line->app)) return;
    if (const auto sample = stored_sample(line->app, line->observation)) {
      control.take(*sample);
      picture.take(*sample);
    }
    step(event);
  } else if (const auto* asked = std::get_if<guard::Requested>(&event)) {
    guard::Requested wish = *asked;
    if (wish.meant.empty()) wish.meant = guard.meant(wish, now()).dynos;
    step(wish);
  } else {
    step(event);
  }
}

void Daemon::Self::tell(const guard::Event& event) {
  const auto* paused = std::get_if<guard::Paused>(&event);
  const auto* asked = std::get_if<guard::Requested>(&event);
  if (paused != nullptr && !guards(paused->app)) {
    instances->hand(paused->app, to_handed(*paused));
  } else if (asked != nullptr && !guards(asked->app)) {
    instances->hand(asked->app, to_handed(*asked));
  } else {
    step(event);
  }
}

// Which dynos run, the one that guards the app knows.
guard::Meant Daemon::Self::meant(const guard::Requested& wish) const {
  const auto* app = find(options.settings.apps, wish.app);
  if (guards(wish.app) || app == nullptr) return guard.meant(wish, now());
  guard::Meant meant;
  meant.known_app = meant.known_type = true;
  meant.armed = app->policy.mode == policy::Mode::armed;
  return meant;
}

}  // namespace swapguard::app
