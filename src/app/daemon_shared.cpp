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
  const auto past = co_await past_of(name);
  if (!past) co_return false;
  const auto* app = find(options.settings.apps, name);
  if (ending || app == nullptr) co_return false;
  guard.adopt(app->policy);
  adopted.insert(name);
  count_day(name, past->day);
  guard::JournalEntry entry{.kind = guard::Kind::config, .at = now(), .app = name, .reason = "guarded_here"};
  entry.title = fmt::format("{} is guarded by {} now", name.text, instance_name());
  record(entry);
  ledger->append(std::move(entry));
  note_heard(past->memory, past->day);
  step(past->memory);
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
  const auto hand = [this](const auto& told) {
    if (guards(told.app)) return false;
    instances->hand(told.app, to_handed(told));
    elsewhere.forget(told.app);
    return true;
  };
  bool handed = false;
  if (const auto* paused = std::get_if<guard::Paused>(&event)) handed = hand(*paused);
  if (const auto* asked = std::get_if<guard::Requested>(&event)) handed = hand(*asked);
  if (const auto* told = std::get_if<guard::WebhookCame>(&event)) handed = hand(*told);
  if (!handed) step(event);
}

Elsewhere::Doors Daemon::Self::elsewhere_doors() {
  return {.ledger = [this]() -> history::Ledger& { return *ledger; },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .is_here = [this](const AppName& app) { return guards(app); },
          .now = [this] { return now(); }};
}

guard::View Daemon::Self::view() const {
  guard::View view = guard.view();
  if (shared) elsewhere.add_to(view);
  return view;
}

std::optional<std::string> Daemon::Self::guarded_by(const AppName& app) const {
  if (guards(app)) return std::nullopt;
  const std::string name = instances->guarded_by(app);
  return name.empty() ? "nobody yet" : name;
}

asio::awaitable<void> Daemon::Self::look(AppName app) {
  if (shared) co_await elsewhere.look(std::move(app));
}

// A page that stays open asks by its stream alone.
std::string Daemon::Self::state_for_stream(const AppName& app, bool may_act) {
  if (shared && !ending) asio::co_spawn(loop, look(app), asio::detached);
  return control.state_json(app, may_act);
}

// Which dynos run, the one that guards the app knows best.
guard::Meant Daemon::Self::meant(const guard::Requested& wish) const {
  const auto* app = find(options.settings.apps, wish.app);
  if (guards(wish.app) || app == nullptr) return guard.meant(wish, now());
  if (auto known = elsewhere.meant(wish)) return *std::move(known);
  guard::Meant meant;
  meant.known_app = meant.known_type = true;
  meant.armed = app->policy.mode == policy::Mode::armed;
  return meant;
}

}  // namespace swapguard::app
