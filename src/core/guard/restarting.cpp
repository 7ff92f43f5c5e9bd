#include "core/guard/restarting.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/guard/wording.h"

namespace swapguard::guard {
namespace {

// A step that gets no answer for so long is given up: nothing was sent yet.
constexpr Duration step_max = seconds{20};
// When the platform is asked what became of a restart, after its sending.
constexpr std::array<Duration, 3> looks = {seconds{20}, seconds{60}, seconds{150}};
// How long after a refusal the place is left alone.
constexpr Duration refused_pause = seconds{60};
constexpr Duration refused_token_pause = minutes{5};

// Four octets of an FNV-1a hash over generation and time: the same log gives the same identifiers.
DecisionId decision_id(const DynoId& id, Instant at) {
  std::uint64_t hash = 1469598103934665603ULL;
  const auto mix = [&](std::uint8_t octet) { hash = (hash ^ octet) * 1099511628211ULL; };
  for (std::uint8_t octet : id.octets) mix(octet);
  const auto micros = static_cast<std::uint64_t>(at.time_since_epoch().count());
  for (int shift = 0; shift < 64; shift += 8) mix(static_cast<std::uint8_t>(micros >> shift));
  return DecisionId{fmt::format("d-{:08x}", static_cast<std::uint32_t>(hash ^ hash >> 32))};
}

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
  if (is_over(state)) app.watched.erase(record.decision);
}

// The restart is given up before anything was sent; the generation may be judged again.
void drop(AppState& app, const std::string& reason, const std::string& sentence, Instant now) {
  RestartRecord record = app.preparing->record;
  const bool claimed = app.preparing->step != Preparing::Step::claiming;
  app.preparing.reset();
  if (claimed) {
    record.state = RestartState::dropped;
    app.command(NoteRestart{app.policy.app, record.decision, RestartState::dropped, now});
  }
  app.standings[record.id].acted = false;
  app.refused_until[record.dyno] = now + refused_pause;
  app.record(not_restarted(Kind::held, record, reason, sentence, record.decided_at));
}

std::string sentence_of(const ApiError& error) {
  std::string text =
      error.status > 0 ? fmt::format("Heroku answered {}", error.status) : "no answer from Heroku";
  if (!error.message.empty()) text += ": " + error.message;
  return text;
}

Duration pause_after(const ApiError& error) {
  if (error.retry_after > Duration{0}) return error.retry_after;
  const bool token = error.failure == ApiFailure::unauthorized || error.failure == ApiFailure::forbidden;
  return token ? refused_token_pause : refused_pause;
}

// The listing that was to verify the target could not be had.
void unverified(AppState& app, const ApiError& error, Instant now) {
  const RestartRecord record = app.preparing->record;
  app.preparing.reset();
  app.command(NoteRestart{app.policy.app, record.decision, RestartState::dropped, now});
  app.standings[record.id].acted = false;
  app.refused_until[record.dyno] = now + pause_after(error);
  app.record(not_restarted(Kind::restart_failed, record, std::string(to_text(error.failure)),
                           "its identity could not be verified, " + sentence_of(error), now));
}

// S2: the same UUID in that place, up.
void verify(AppState& app, const std::vector<PlatformDyno>& dynos, Instant now) {
  const RestartRecord& record = app.preparing->record;
  const PlatformDyno* there = find_listed(dynos, record.dyno);
  if (!there || there->id != record.id) {
    const DynoId old = record.id;
    drop(app, "stale_generation", there ? "another generation holds the place" : "the place is gone", now);
    app.standings[old].acted = true;  // an old generation of preboot or a deploy: it ends by itself
    return;
  }
  if (there->state != DynoState::up) {
    drop(app, "not_up", fmt::format("the platform says it is {}", to_text(there->state)), now);
    return;
  }
  app.preparing->step = Preparing::Step::marking;
  app.preparing->since = now;
  app.command(MarkSending{app.policy.app, record.decision});
}

// When the next request of this type may leave. Not for long: the decision was made with the gap in mind.
Instant may_leave_at(const AppState& app, const ProcessType& type) {
  const auto last = app.sent_at.find(type);
  return last == app.sent_at.end() ? Instant{} : last->second + app.policy.of(type).gap;
}

void pace_or_verify(AppState& app, Instant now) {
  Preparing& preparing = *app.preparing;
  const bool early =
      now < may_leave_at(app, preparing.record.dyno.type()) && now - preparing.since < step_max;
  if (early) {
    preparing.step = Preparing::Step::pacing;
    return;
  }
  preparing.step = Preparing::Step::verifying;
  preparing.since = now;
  app.command(ListDynos{app.policy.app, true});
}

bool is_preparing(const AppState& app, const DecisionId& decision, Preparing::Step step) {
  return app.preparing && app.preparing->record.decision == decision && app.preparing->step == step;
}

// The platform no longer names the old generation: the restart had effect, however its answer was lost.
void note_listing(AppState& app, const std::vector<PlatformDyno>& dynos, Instant now) {
  for (RestartRecord& record : app.restarts.all()) {
    const auto watch = app.watched.find(record.decision);
    if (watch == app.watched.end()) continue;
    const PlatformDyno* there = find_listed(dynos, record.dyno);
    watch->second.gone = !there || there->id != record.id;
    if (*watch->second.gone && record.state == RestartState::sending)
      settle(app, record, RestartState::sent, now);
  }
}

void give_up(AppState& app, RestartRecord& record, Instant now) {
  const bool gone = app.watched[record.decision].gone.value_or(false);
  settle(app, record, RestartState::failed, now);
  app.record(not_restarted(Kind::restart_failed, record, gone ? "no_replacement" : "no_effect",
                           gone ? "the old generation is gone, but no sample of a new one came"
                                : "the platform still lists the same generation; it is not restarted twice",
                           record.decided_at + app.policy.of(record.dyno.type()).replacement_within));
}

}  // namespace

void prepare(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
             const policy::Verdict& verdict, Instant at, Instant now) {
  RestartRecord record;
  record.decision = decision_id(generation.id(), at);
  record.app = app.policy.app;
  record.dyno = place.name();
  record.id = generation.id();
  record.reason = to_text(verdict.want.cause);
  record.decided_at = record.changed_at = at;
  record.memory = generation.used().value_or(Bytes{0});
  record.quota = generation.quota().value_or(Bytes{0});
  app.standings[record.id].acted = true;
  app.preparing = Preparing{record, verdict, Preparing::Step::claiming, now};
  app.command(ClaimRestart{record});
}

void claimed(AppState& app, const RestartClaimed& answer, Instant now) {
  if (!is_preparing(app, answer.decision, Preparing::Step::claiming)) return;
  switch (answer.answer) {
    case RestartClaimed::Answer::granted:
      pace_or_verify(app, now);
      return;
    case RestartClaimed::Answer::already_claimed: {
      const DynoId id = app.preparing->record.id;
      drop(app, "already_claimed", "another swapguard, or this one before its own restart, acts on it", now);
      app.standings[id].acted = true;
      return;
    }
    case RestartClaimed::Answer::storage_failed:
      drop(app, "storage", "the intent could not be stored, and without it nothing is sent", now);
      return;
  }
}

void listed(AppState& app, const DynosListed& answer, Instant now) {
  const bool verifying = app.preparing && app.preparing->step == Preparing::Step::verifying;
  if (!answer.dynos) {
    if (verifying) unverified(app, answer.dynos.error(), now);
    return;
  }
  for (const PlatformDyno& dyno : *answer.dynos) {
    fleet::Place* place = app.fleet.place(dyno.name);
    if (!place) continue;
    place->listed(dyno.id, dyno.created_at, now);
    if (dyno.updated_at >= place->state_at()) place->state(dyno.state, dyno.updated_at);
  }
  note_listing(app, *answer.dynos, now);
  if (verifying) verify(app, *answer.dynos, now);
}

void marked(AppState& app, const SendingMarked& answer, Instant now) {
  if (!is_preparing(app, answer.decision, Preparing::Step::marking)) return;
  if (!answer.durable) {
    drop(app, "storage", "the intent could not be stored, and without it nothing is sent", now);
    return;
  }
  RestartRecord record = app.preparing->record;
  record.state = RestartState::sending;
  const fleet::Place* place = app.fleet.find(record.dyno);
  const fleet::Generation* generation = place ? place->find(record.id) : nullptr;
  if (generation) {
    JournalEntry entry = decision(Kind::restart, *place, *generation, app.preparing->verdict,
                                  app.policy.of(record.dyno.type()), record.decided_at);
    entry.decision = record.decision;
    app.record(std::move(entry));
  }
  app.preparing.reset();
  app.requested.erase(record.dyno);
  app.restarts.add(record);
  app.watched[record.decision] = Watched{now, 0, {}};
  app.sent_at[record.dyno.type()] = now;
  app.command(SendRestart{app.policy.app, record.decision, record.dyno, record.id});
}

void answered(AppState& app, const RestartAnswered& answer, Instant now) {
  RestartRecord* record = app.restarts.find(answer.decision);
  if (!record || record->state != RestartState::sending) return;
  if (answer.request_id) {
    settle(app, *record, RestartState::sent, now);
    return;
  }
  const ApiError& error = answer.request_id.error();
  if (error.failure == ApiFailure::unknown) return;  // watched: the platform will tell (race F)
  settle(app, *record, RestartState::refused, now);
  app.standings[record->id].acted = false;
  app.refused_until[record->dyno] = now + pause_after(error);
  app.record(not_restarted(Kind::restart_failed, *record, std::string(to_text(error.failure)),
                           sentence_of(error), now));
}

void look_for_replacement(AppState& app, const DynoName& dyno, Instant at) {
  RestartRecord* record = app.restarts.in_flight_at(dyno);
  const fleet::Place* place = app.fleet.find(dyno);
  if (!record || !place) return;
  const auto& generations = place->generations();
  // By their order, not by when each was first heard of: a listing names it by the wall clock, which may be
  // slow.
  auto fresh = std::find_if(generations.begin(), generations.end(),
                            [&](const auto& each) { return each.id() == record->id; });
  fresh = std::find_if(
      fresh == generations.end() ? generations.begin() : std::next(fresh), generations.end(),
      [&](const auto& each) { return each.sampled() && each.last_sample() > record->decided_at; });
  if (fresh == generations.end()) return;
  // A lost `starting to up` line must not hold the next restart for ever.
  const bool starting = place->state() == DynoState::starting && at - place->state_at() < minutes{2};
  if (starting) return;
  app.record(restarted(*record, *fresh, at));
  settle(app, *record, RestartState::restarted, at);
}

void overdue(AppState& app, Instant now) {
  if (app.preparing && app.preparing->step == Preparing::Step::pacing) {
    pace_or_verify(app, now);
  } else if (app.preparing && now - app.preparing->since >= step_max) {
    drop(app, "no_answer", fmt::format("no answer within {}", describe_duration(step_max)), now);
  }
  bool look = false;
  for (RestartRecord& record : app.restarts.all()) {
    const auto watch = app.watched.find(record.decision);
    if (watch == app.watched.end()) continue;
    const Duration passed = now - watch->second.since;
    if (passed >= app.policy.of(record.dyno.type()).replacement_within) {
      give_up(app, record, now);
    } else if (const auto looked = static_cast<std::size_t>(watch->second.looked);
               app.live && looked < looks.size() && passed >= looks[looked]) {
      ++watch->second.looked;
      look = true;
    }
  }
  if (look) app.command(ListDynos{app.policy.app, true});
}

std::optional<Instant> next_overdue(const AppState& app) {
  std::optional<Instant> next;
  const auto soonest = [&](Instant at) { next = next ? std::min(*next, at) : at; };
  if (app.preparing) {
    const Instant give_up_at = app.preparing->since + step_max;
    const bool pacing = app.preparing->step == Preparing::Step::pacing;
    soonest(pacing ? std::min(give_up_at, may_leave_at(app, app.preparing->record.dyno.type())) : give_up_at);
  }
  for (const RestartRecord& record : app.restarts.all()) {
    const auto watch = app.watched.find(record.decision);
    if (watch == app.watched.end()) continue;
    soonest(watch->second.since + app.policy.of(record.dyno.type()).replacement_within);
    const auto looked = static_cast<std::size_t>(watch->second.looked);
    if (app.live && looked < looks.size()) soonest(watch->second.since + looks[looked]);
  }
  return next;
}

void resume(AppState& app, const Remembered& memory, Instant now) {
  for (RestartRecord record : memory.restarts) {
    if (record.state == RestartState::claimed) {
      // Nothing was sent. The evidence is gone with the crash: the next samples decide anew.
      record.state = RestartState::dropped;
      app.command(NoteRestart{app.policy.app, record.decision, RestartState::dropped, now});
    }
    app.restarts.add(record);
    if (!is_over(record.state)) app.watched[record.decision] = Watched{now, 0, {}};
    if (!app.restarts.acted_on(record.id)) continue;
    app.standings[record.id].acted = true;
    Instant& last = app.sent_at[record.dyno.type()];
    last = std::max(last, record.changed_at);
  }
}

}  // namespace swapguard::guard
