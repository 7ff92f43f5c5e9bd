#include "app/told_twice.h"

namespace swapguard::app {
namespace {

Duration apart(Instant a, Instant b) { return a > b ? a - b : b - a; }

}  // namespace

bool ToldTwice::is_news(const AppName& name, const observe::Observation& line, bool by_webhook) {
  App& app = apps_[name];
  if (const auto* release = std::get_if<observe::Released>(&line.what)) {
    if (release->version == app.release) return false;
    app.release = release->version;
    return true;
  }
  if (const auto* scaled = std::get_if<observe::Scaled>(&line.what)) {
    Scaling scaling{.at = line.at, .quantities = {}};
    for (const auto& type : scaled->types) scaling.quantities[type.type] = type.quantity;
    const bool same = app.scaling && app.scaling->quantities == scaling.quantities &&
                      apart(app.scaling->at, line.at) <= same_within;
    if (!same) app.scaling = std::move(scaling);
    return !same;
  }
  const auto* change = std::get_if<observe::StateChange>(&line.what);
  if (change == nullptr) return true;
  const auto seen = app.dynos.find(line.dyno);
  if (seen != app.dynos.end()) {
    const bool same = seen->second.state == change->to && apart(seen->second.at, line.at) <= same_within;
    if (same || (by_webhook && line.at < seen->second.at)) return false;
  } else if (app.dynos.size() >= places_max) {
    app.dynos.clear();  // rather told twice than not at all
  }
  app.dynos[line.dyno] = {line.at, change->to};
  return true;
}

}  // namespace swapguard::app
