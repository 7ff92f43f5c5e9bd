#include "core/guard/watching.h"

#include <algorithm>
#include <array>

#include "core/guard/learning.h"
#include "core/guard/wording.h"

namespace swapguard::guard {
namespace {

// When the platform is asked what became of a restart, after its sending.
constexpr std::array<Duration, 3> looks = {seconds{20}, seconds{60}, seconds{150}};
// A request that may have been sent has had effect by then, or never will: the platform lists the next
// generation as soon as it takes one. The type's other dynos need not wait any longer.
constexpr Duration unsure_most = seconds{30};

// `at` is what the journal says.
void give_up(AppState& app, RestartRecord& record, Instant at, Instant now) {
  const bool gone = app.watched[record.decision].gone.value_or(false);
  settle(app, record, RestartState::failed, now);
  app.record(not_restarted(Kind::restart_failed, record, gone ? "no_replacement" : "no_effect",
                           gone ? "the old generation is gone, but no sample of a new one came"
                                : "the platform still lists the same generation; it is not restarted twice",
                           at));
}

// The generation that came after the one that was restarted and has sent a sample since. By their order, not
// by when each was first heard of: a listing names it by this machine's clock, which may be slow.
const fleet::Generation* replacement(const fleet::Place& place, const RestartRecord& record) {
  const auto& all = place.generations();
  const auto old =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id() == record.id; });
  const auto fresh = std::find_if(
      old == all.end() ? all.begin() : std::next(old), all.end(),
      [&](const auto& each) { return each.sampled() && each.last_sample() > record.decided_at; });
  return fresh == all.end() ? nullptr : &*fresh;
}

// What a request learns from a state of its restart. One that was surely not carried out is still asked for.
Requests::Fate fate_of(RestartState state) {
  switch (state) {
    case RestartState::restarted:
      return Requests::Fate::restarted;
    case RestartState::failed:
      return Requests::Fate::failed;
    case RestartState::refused:
    case RestartState::dropped:
      return Requests::Fate::open;
    case RestartState::claimed:
    case RestartState::sending:
    case RestartState::sent:
      break;
  }
  return Requests::Fate::under_way;
}

// A release that was heard of in no line came while nobody looked: it began with the first of its dynos.
void note_release(AppState& app, const std::vector<PlatformDyno>& dynos) {
  int newest = 0;
  Instant began{};
  for (const PlatformDyno& dyno : dynos) {
    if (dyno.release < newest) continue;
    began = dyno.release > newest ? dyno.created_at : std::min(began, dyno.created_at);
    newest = dyno.release;
  }
  if (newest == 0 || newest <= app.release.value_or(0)) return;
  if (app.release) {
    learn_release(app, newest, began);
    app.foresight.released();
    app.helping.forget();
  }
  app.release = newest;
}

// When the platform is to be asked next about this restart.
std::optional<Instant> next_look(const AppState& app, const Watched& watched) {
  const auto looked = static_cast<std::size_t>(watched.looked);
  if (!app.live || looked >= looks.size()) return std::nullopt;
  return watched.since + looks[looked];
}

}  // namespace

// A place listed twice never happens; a UUID that moved would be another generation.
const PlatformDyno* find_listed(const std::vector<PlatformDyno>& dynos, const DynoName& name) {
  const auto found =
      std::find_if(dynos.begin(), dynos.end(), [&](const auto& each) { return each.name == name; });
  return found == dynos.end() ? nullptr : &*found;
}

void settle(AppState& app, RestartRecord& record, RestartState state, Instant at) {
  record.state = state;
  record.changed_at = at;
  app.command(NoteRestart{app.policy.app, record.decision, state, at});
  app.requests.became(record.dyno, record.id, fate_of(state));
  if (is_over(state)) app.watched.erase(record.decision);
}

// The platform no longer names the old generation: the restart had effect, however its answer was lost.
void note_listing(AppState& app, const std::vector<PlatformDyno>& dynos, Instant now) {
  note_release(app, dynos);
  std::vector<DecisionId> without_effect;
  for (auto& [decision, watched] : app.watched) {
    RestartRecord& record = *app.restarts.find(decision);
    const PlatformDyno* there = find_listed(dynos, record.dyno);
    watched.gone = !there || there->id != record.id;
    if (record.state != RestartState::sending) continue;
    if (*watched.gone) {
      settle(app, record, RestartState::sent, now);
    } else if (now - record.changed_at >= unsure_most) {
      without_effect.push_back(decision);
    }
  }
  for (const DecisionId& decision : without_effect) give_up(app, *app.restarts.find(decision), now, now);
}

void look_for_replacement(AppState& app, const DynoName& dyno, Instant at) {
  if (app.watched.empty()) return;
  RestartRecord* record = app.restarts.in_flight_at(dyno);
  const fleet::Place* place = app.fleet.find(dyno);
  if (!record || !place) return;
  const fleet::Generation* fresh = replacement(*place, *record);
  if (!fresh) return;
  // A lost `starting to up` line must not hold the next restart for ever.
  const bool starting = place->state() == DynoState::starting && at - place->state_at() < minutes{2};
  if (starting) return;
  app.record(restarted(*record, *fresh, at));
  settle(app, *record, RestartState::restarted, at);
}

void watch(AppState& app, Instant now) {
  std::vector<DecisionId> ended;
  bool look = false;
  for (auto& [decision, watched] : app.watched) {
    const Duration passed = now - watched.since;
    if (passed >= app.policy.of(watched.type).replacement_within) {
      ended.push_back(decision);
    } else if (const auto due = next_look(app, watched); due && now >= *due) {
      ++watched.looked;
      look = true;
    }
  }
  for (const DecisionId& decision : ended) {
    RestartRecord& record = *app.restarts.find(decision);
    give_up(app, record, record.decided_at + app.policy.of(record.dyno.type()).replacement_within, now);
  }
  if (look) app.command(ListDynos{app.policy.app, true});
}

std::optional<Instant> next_watch(const AppState& app) {
  std::optional<Instant> next;
  const auto soonest = [&](Instant at) { next = next ? std::min(*next, at) : at; };
  for (const auto& [decision, watched] : app.watched) {
    soonest(watched.since + app.policy.of(watched.type).replacement_within);
    if (const auto due = next_look(app, watched)) soonest(*due);
  }
  return next;
}

void resume(AppState& app, const Remembered& memory, Instant now) {
  for (RestartRecord record : memory.restarts) {
    if (record.state == RestartState::claimed) {
      // Nothing was sent: what is known now decides anew.
      record.state = RestartState::dropped;
      app.command(NoteRestart{app.policy.app, record.decision, RestartState::dropped, now});
    }
    app.restarts.add(record);
    if (!is_over(record.state)) app.watched[record.decision] = Watched{record.dyno.type(), now, 0, {}};
    if (!app.restarts.acted_on(record.id)) continue;
    app.standings[record.id].acted = true;
    Instant& last = app.sent_at[record.dyno.type()];
    last = std::max(last, record.changed_at);
  }
}

}  // namespace swapguard::guard
