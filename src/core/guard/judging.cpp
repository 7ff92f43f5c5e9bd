#include "core/guard/judging.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/guard/restarting.h"
#include "core/guard/wording.h"
#include "core/guard/working.h"

namespace swapguard::guard {
namespace {

// The first time that a generation is at its limit: did the restart before it help?
void look_back(AppState& app, const fleet::Place& place, Instant at) {
  const auto last = app.restarts.last_here(place.name());
  if (!last) return;
  if (!app.helping.wanted_again(place.type(), at - *last, at)) return;
  JournalEntry entry =
      note(Kind::not_helping, at, "base_too_big",
           fmt::format(
               "Restarts of {} do not help: memory is back at the limit within {}, twice. "
               "No more until a release or another size, or for {}; the base is too big for this one.",
               place.type().text, describe_duration(Helping::soon), describe_duration(Helping::stopped_for)));
  entry.type = place.type();
  entry.dyno = place.name();
  app.record(std::move(entry));
}

void hold(AppState& app, Standing& standing, const fleet::Place& place, const fleet::Generation& generation,
          const policy::Verdict& verdict, Instant at) {
  const policy::Rail rail = verdict.held()->rail;
  app.requests.held(place.name(), generation.id(), policy::to_text(rail));
  // The answer, a moment from now, is what can be told.
  if (rail == policy::Rail::working && is_being_asked(app, generation.id())) return;
  if (standing.held == rail) return;
  standing.held = rail;
  app.record(decision(Kind::held, place, generation, verdict, app.policy.of(place.type()), at));
  if (rail == policy::Rail::budget && !app.budget_said) {
    app.budget_said = true;
    app.record(note(Kind::budget, at, "used_up",
                    verdict.held()->says + ": no more restarts until it is free again."));
  }
}

int others_up(const AppState& app, const fleet::Place& place, Instant at) {
  return static_cast<int>(std::ranges::count_if(app.fleet.places(), [&](const auto& each) {
    const fleet::Place& other = each.second;
    return other.type() == place.type() && other.name() != place.name() && other.is_healthy(at) &&
           !app.restarts.in_flight_at(other.name());
  }));
}

}  // namespace

bool is_busy(const AppState& app, const ProcessType& type, Instant at) {
  return std::any_of(app.fleet.places().begin(), app.fleet.places().end(), [&](const auto& each) {
    const fleet::Place& place = each.second;
    const bool starts = place.state() == DynoState::starting || place.state() == DynoState::created ||
                        place.state() == DynoState::provisioning;
    if (place.type() != type || !starts || at - place.state_at() > minutes{3}) return false;
    return !app.restarts.in_flight_at(place.name());
  });
}

int budget_of(const AppState& app, Instant at) {
  if (app.policy.budget > 0) return app.policy.budget;
  const auto reporting = std::count_if(
      app.fleet.places().begin(), app.fleet.places().end(),
      [&](const auto& each) { return app.policy.guards(each.second.type()) && each.second.reports(at); });
  return 12 * std::max(1, static_cast<int>(reporting));
}

policy::Circumstances circumstances(const AppState& app, const fleet::Place& place, Instant at, Instant now,
                                    bool trusted) {
  policy::Circumstances now_here;
  now_here.paused = app.paused;
  now_here.helping = app.helping.helps(place.type(), at);
  if (const auto found = app.setbacks.find(place.name()); found != app.setbacks.end()) {
    now_here.refused_until = found->second.until;
    now_here.refused_by_history = found->second.by_history;
  }
  now_here.trusted = trusted;
  now_here.age = now - at;
  now_here.ahead_most =
      std::chrono::duration_cast<Duration>(2 * app.policy.sample_interval * app.clocks_apart);
  now_here.last_here = app.restarts.last_here(place.name());
  now_here.last_of_type = app.restarts.last_of_type(place.type());
  now_here.in_flight = app.restarts.in_flight(place.type());
  now_here.others_up = others_up(app, place, at);
  now_here.used_budget = app.restarts.since(at - app.policy.budget_per);
  now_here.budget = budget_of(app, at);
  now_here.settling_until = app.settling_until;
  now_here.settling_why = app.settling_why;
  now_here.used_here = app.restarts.since(at - days{1}, place.name());
  const auto hurts = app.foresight.restart_hurts(app.fleet, place, at);
  now_here.restart_hurts = hurts.now;
  now_here.waiting_saves = hurts.now - hurts.after_burst;
  now_here.busy = is_busy(app, place.type(), at);
  return now_here;
}

void judge(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
           std::optional<policy::Want> want, Instant at, Instant now, bool trusted) {
  if (!app.policy.guards(place.type())) return;
  Standing* known = app.standings.find(generation.id(), &generation.trace());
  if (known == nullptr) {
    known = &app.standings[generation.id()];
    known->acted = app.restarts.acted_on(generation.id());
  }
  Standing& standing = *known;
  if (standing.acted) return;
  const Requested* asked = app.requests.asks_for(place.name(), generation.id());
  if (!want && asked) {
    want.emplace();
    want->cause = policy::Cause::requested;
    want->request = asked->request;
  }
  if (!want) {
    standing.held.reset();
    app.questions.erase(generation.id());
    return;
  }
  const bool at_limit = want->cause == policy::Cause::over_limit || want->cause == policy::Cause::urgent;
  if (!standing.wanted && at_limit) {
    standing.wanted = true;
    look_back(app, place, at);
  }
  policy::Verdict verdict{*want, {}};
  policy::Circumstances here = circumstances(app, place, at, now, trusted);
  put_work(here, app, place, generation, *want, at, now);
  verdict.checks = policy::check(*want, place, generation, app.fleet, app.policy, here, at);
  if (verdict.held()) {
    if (verdict.held()->rail == policy::Rail::working) {
      wait_for_its_work(app, place, generation, {*want, at, trusted}, now);
    }
    hold(app, standing, place, generation, verdict, at);
    return;
  }
  // One is being prepared, and so many lines wait for it that this one could not: its next reading tells.
  if (app.preparing) return;
  app.budget_said = false;
  standing.held.reset();
  if (app.policy.mode == policy::Mode::observe) {
    standing.acted = true;
    app.requests.became(place.name(), generation.id(), Requests::Fate::would_restart);
    app.record(decision(Kind::would_restart, place, generation, verdict, app.policy.of(place.type()), at));
    return;
  }
  prepare(app, place, generation, verdict, at, now);
}

}  // namespace swapguard::guard
