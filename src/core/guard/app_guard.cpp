#include "core/guard/app_guard.h"

#include <algorithm>

#include "core/base/overloaded.h"
#include "core/guard/keeping.h"
#include "core/guard/observing.h"
#include "core/guard/outlook.h"
#include "core/guard/pausing.h"
#include "core/guard/picture.h"
#include "core/guard/requesting.h"
#include "core/guard/restarting.h"
#include "core/guard/watching.h"
#include "core/guard/wording.h"
#include "core/guard/working.h"

namespace swapguard::guard {
namespace {

// Without lines that hint at a change the platform is asked this often: two listings and one description an
// hour.
constexpr Duration list_every = minutes{30};
constexpr Duration describe_every = hours{1};
// While the platform tells by webhook what changes: one listing in two hours, one description in four. It
// cycles each dyno daily, so that a webhook that works is heard of once a day at least.
constexpr int told_by_itself = 4;
constexpr Duration webhook_trusted = hours{26};
constexpr Duration forget_every = minutes{10};
// Where it is this machine's clock that is wrong, no sample counts any more: that is told as blind.
constexpr Duration future_most = minutes{10};

// True while some dyno of a guarded type should run. What the platform did not tell is taken as yes.
bool samples_expected(const AppState& app) {
  bool told = false;
  for (const auto& [type, formation] : app.fleet.formations()) {
    if (!app.policy.guards(type)) continue;
    if (!formation.quantity || *formation.quantity > 0) return true;
    told = true;
  }
  return !told || std::ranges::any_of(app.fleet.places(), [&](const auto& each) {
    const ProcessType& type = each.second.type();
    return app.policy.guards(type) && app.fleet.find_formation(type) == nullptr;
  });
}

// The whole formation is told: a type that it no longer names was taken out of the Procfile.
void take_formation(AppState& app, const FormationListed& listing) {
  for (const auto& [type, known] : app.fleet.formations()) {
    const auto& told = listing.types;
    if (std::ranges::find(told, type, &FormationListed::Type::type) == told.end()) {
      app.fleet.formation(type).quantity = 0;
    }
  }
  for (const auto& each : listing.types) {
    fleet::Formation& formation = app.fleet.formation(each.type);
    formation.quantity = each.quantity;
    if (each.quota) formation.quota = each.quota;
    formation.kill_at = each.kill_at;
    formation.preboot = each.preboot;
  }
}

}  // namespace

bool lies_ahead(Instant at, Instant now, double clocks_apart) {
  return at > now && to_seconds(at - now) > clocks_apart * to_seconds(future_most);
}

std::vector<Command> AppGuard::step(const Event& event, Instant now) {
  take(event, now);
  return after(now);
}

std::vector<Command> AppGuard::observe(const observe::Observation& line, Instant now) {
  take_line(line, now);
  if (state_.out.empty() && state_.waiting.empty() && state_.requests.empty()) return {};  // as nearly always
  return after(now);
}

std::vector<Command> AppGuard::after(Instant now) {
  let_lines_through(now);
  if (!state_.requests.empty()) end_requests(state_, now);
  return std::exchange(state_.out, {});
}

void AppGuard::take(const Event& event, Instant now) {
  AppState& app = state_;
  std::visit(Overloaded{
                 [&](const Observed& line) { take_line(line.observation, now); },
                 [&](const DynosListed& answer) { listed(app, answer, now); },
                 [&](const FormationListed& listing) { take_formation(app, listing); },
                 [&](const RestartClaimed& answer) { claimed(app, answer, now); },
                 [&](const SendingMarked& answer) { marked(app, answer, now); },
                 [&](const RestartAnswered& answer) { answered(app, answer, now); },
                 [&](const WorkTold& answer) { work_told(app, answer, now); },
                 [&](const Remembered& memory) {
                   app.live = true;
                   restore_learned(app, memory.learned, now);
                   resume_pause(app, memory);
                   resume(app, memory, now);
                   resume_requests(app, memory.requests, now);
                   for (const auto& line : memory.samples) {
                     if (!lies_ahead(line.at, now, app.clocks_apart)) refill(app, line, now);
                   }
                   tick(now);
                 },
                 [&](const InputChanged& input) {
                   if (input.flowing) return;  // seeing begins with a sample, not with a connection
                   if (const auto change = app.sight.lost(now, input.reason, input.detail)) {
                     app.record(note(Kind::blind, now, change->reason, change->detail));
                   }
                 },
                 [&](const Requested& request) { take_request(app, request, now); },
                 [&](const Paused& wanted) { pause(app, wanted, now); },
                 [&](const PolicyChanged& change) {
                   if (change.policy.mode == policy::Mode::observe) {
                     call_off(app, "observe", "observe mode came before anything was sent", now);
                   }
                   // Another mode: what was said or done in the old one no longer stands for an answer.
                   if (change.policy.mode != app.policy.mode) app.standings = {};
                   app.policy = change.policy;
                   app.helping.forget();
                   app.record(note(Kind::config, now, "reloaded", "The configuration was read again"));
                 },
                 [&](const WebhookCame&) { app.webhook_at = now; },
                 [&](const Tick&) { tick(now); },
             },
             event);
}

void AppGuard::take_line(const observe::Observation& line, Instant now) {
  if (lies_ahead(line.at, now, state_.clocks_apart)) return;
  see(state_, line, now);
  // Over the bound lines are taken at once: a listing that hangs must not blind us.
  if (state_.preparing && state_.waiting.size() < AppState::waiting_max) {
    state_.waiting.push_back(line);
    return;
  }
  observe_line(state_, line, now);
}

void AppGuard::let_lines_through(Instant now) {
  while (!state_.preparing && !state_.waiting.empty()) {
    const observe::Observation next = std::move(state_.waiting.front());
    state_.waiting.pop_front();
    observe_line(state_, next, now);  // as old as it has become by waiting
  }
}

void AppGuard::tick(Instant now) {
  end_pause(state_, now);
  overdue(state_, now);
  watch(state_, now);
  look_after_sight(now);
  if (state_.live) ask_the_platform(now);
  if (now >= next_forgetting_) forget(now);
}

void AppGuard::look_after_sight(Instant now) {
  const auto change = state_.sight.passed(now, state_.policy.blind_after, samples_expected(state_));
  if (change) state_.record(note(Kind::blind, now, change->reason, change->detail));
}

void AppGuard::ask_the_platform(Instant now) {
  const bool is_told = state_.webhook_at && now - *state_.webhook_at < webhook_trusted;
  const int times = is_told ? told_by_itself : 1;
  if (!state_.next_formation || now >= *state_.next_formation) {
    state_.next_formation = now + times * describe_every;
    state_.command(ListFormation{state_.policy.app});
  }
  if (!state_.next_list || now >= *state_.next_list) {
    state_.next_list = now + times * list_every;
    state_.command(ListDynos{state_.policy.app, false});
  }
}

void AppGuard::forget(Instant now) {
  next_forgetting_ = now + forget_every;
  const Instant line_time = state_.newest_line;
  state_.fleet.forget(line_time);
  state_.foresight.forget(state_.fleet, now);
  state_.restarts.forget(line_time, state_.policy.counts_back());
  std::erase_if(state_.setbacks, [&](const auto& each) {
    return each.second.until + AppState::setback_remembered < line_time;
  });
  std::erase_if(state_.questions, [&](const auto& each) { return now - each.second.newest > hours{1}; });
  // Acted-on generations stay known through the restarts; the rest is only what was last said.
  std::vector<DynoId> known;
  for (const auto& [name, place] : state_.fleet.places()) {
    for (const auto& each : place.generations()) known.push_back(each.id());
  }
  std::sort(known.begin(), known.end());
  state_.standings.erase_if(
      [&](const auto& each) { return !std::binary_search(known.begin(), known.end(), each.first); });
}

Instant AppGuard::next_wakeup(Instant now) const {
  Instant next = std::max(next_forgetting_, now + seconds{1});
  const auto soonest = [&](const std::optional<Instant>& at) {
    if (at) next = std::min(next, *at);
  };
  soonest(next_overdue(state_));
  soonest(next_watch(state_));
  soonest(state_.requests.due());
  soonest(state_.sight.due(state_.policy.blind_after));
  soonest(state_.paused_until);
  if (state_.live) {
    soonest(state_.next_formation);
    soonest(state_.next_list);
  }
  return std::max(next, now);
}

std::string AppGuard::learned(Instant now) const { return kept_learned(state_, now); }

Meant AppGuard::meant(const Requested& wish, Instant now) const { return guard::meant(state_, wish, now); }

AppView AppGuard::view() const { return picture(state_); }

std::vector<OutlookPoint> AppGuard::outlook(const DynoName& dyno, const DynoId& id, Duration ahead) const {
  return guard::outlook(state_, dyno, id, ahead);
}

}  // namespace swapguard::guard
