// What the daemon's dashboard is given of its parts.
#include "app/daemon_self.h"
#include "app/explanation.h"
#include "app/settings.h"
#include "app/state_picture.h"

namespace swapguard::app {

Site::Doors Daemon::Self::site_doors() {
  return {.state = [this](bool may_act) { return control.state_now({}, may_act); },
          .look = [this](AppName app) { return look(std::move(app)); },
          .settings = [this]() -> const config::Settings& { return options.settings; },
          .ledger = [this]() -> history::Ledger& { return *ledger; },
          .series = [this](api::GetSeries wanted) { return picture.series(std::move(wanted)); },
          .act = [this](api::Asked asked) { return control.act(std::move(asked)); },
          .not_due = [this](const AppName& app, const DynoName& dyno) { return why_not(app, dyno); },
          .open = options.open_pages};
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
