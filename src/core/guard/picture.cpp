#include "core/guard/picture.h"

#include <algorithm>

#include "core/guard/judging.h"
#include "core/guard/learning.h"
#include "core/guard/outlook.h"

namespace swapguard::guard {
namespace {

std::string verdict_of(const AppState& app, const fleet::Generation& generation) {
  const auto found = app.standings.find(generation.id());
  if (found == app.standings.end()) return "fine";
  if (found->second.acted) return app.policy.mode == policy::Mode::observe ? "would_restart" : "restarting";
  if (found->second.held) return "held:" + std::string(policy::to_text(*found->second.held));
  return "fine";
}

Between between(const learn::Forecast& forecast, Instant now) {
  const auto from_now = [&](Instant at) { return std::max(Duration{0}, at - now); };
  Between between{from_now(forecast.earliest), {}};
  if (forecast.latest) between.latest = from_now(*forecast.latest);
  return between;
}

std::optional<Bytes> own_limit(const AppState& app, const fleet::Place& place,
                               const fleet::Generation& generation) {
  return policy::restart_limit(app.policy.of(place.type()), app.fleet.find_formation(place.type()),
                               generation.quota());
}

// Of the whole past where it says enough, or else of the last minutes.
void put_forecast(DynoView& view, const AppState& app, const fleet::Place& place,
                  const fleet::Generation& generation) {
  const Instant now = app.newest_line;
  const auto limit = own_limit(app, place, generation);
  const auto told = app.foresight.told(place, generation.id());
  const bool grows = told && told->grows, by_trend = trend_foretells(told, generation);
  if (grows && limit) {
    const auto whole = static_cast<double>(limit->count);
    view.growth = told->growth.an_hour(told->usual_rate) * whole / 3600;
  } else if (const auto growth = generation.trend().growth()) {
    view.growth = growth->per_second;
  }
  const auto put = [&](const std::optional<learn::Forecast>& forecast, const std::optional<Bytes>& level,
                       std::optional<Duration>& time, std::optional<Between>& range, bool trend) {
    if (forecast) {
      time = std::max(Duration{0}, forecast->likely - now);
      range = between(*forecast, now);
    } else if (trend && generation.used() && level) {
      time = generation.trend().time_to(*generation.used(), *level);
    }
  };
  const bool by_restart_at = view.limit == limit;
  put(told ? told->quota : std::nullopt, generation.quota(), view.to_quota, view.quota_between, by_trend);
  put(told && by_restart_at ? told->limit : std::nullopt, view.limit, view.to_limit, view.limit_between,
      by_trend || (grows && !by_restart_at));
}

DynoView dyno(const AppState& app, const fleet::Place& place, const fleet::Generation& generation,
              bool current) {
  DynoView view;
  view.name = place.name();
  view.id = generation.id();
  view.current = current;
  view.state = place.state();
  view.first_seen = generation.first_seen();
  view.last_sample = generation.last_sample();
  view.used = generation.used();
  view.rss = generation.rss();
  view.swap = generation.swap();
  view.quota = generation.quota();
  const auto harmful = harm_limit(app, place.type(), generation.quota());
  view.limit =
      harmful ? policy::Limit::percent(*harmful).of(generation.quota()) : own_limit(app, place, generation);
  put_forecast(view, app, place, generation);
  view.verdict = verdict_of(app, generation);
  return view;
}

}  // namespace

AppView picture(const AppState& app) {
  AppView view;
  view.app = app.policy.app;
  view.armed = app.policy.mode == policy::Mode::armed;
  view.paused = app.paused;
  view.paused_until = app.paused_until;
  view.blind = app.sight.blind();
  view.last_sample = app.sight.last_sample().value_or(Instant{});
  view.restarts_today = app.restarts.since(app.newest_line - days{1});
  view.budget = app.policy.budget;
  view.budget_used = app.restarts.since(app.newest_line - app.policy.budget_per);
  view.budget_whole = budget_of(app, app.newest_line);
  view.budget_per = app.policy.budget_per;
  view.release = app.release;
  for (const auto& [name, type] : app.learned.types) {
    view.types.push_back({name, type.harm.level(), type.leak.rates(), type.outcomes.restarting()});
  }
  for (const auto& [name, place] : app.fleet.places()) {
    const auto* holder = place.current(app.newest_line);
    if (holder) view.dynos.push_back(dyno(app, place, *holder, true));
    for (const auto& each : place.generations()) {
      if (&each == holder || app.newest_line - each.last_sample() > fleet::Place::silent_after) continue;
      view.dynos.push_back(dyno(app, place, each, false));
    }
  }
  return view;
}

}  // namespace swapguard::guard
