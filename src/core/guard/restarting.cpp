#include "core/guard/restarting.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/guard/judging.h"
#include "core/guard/requesting.h"
#include "core/guard/watching.h"
#include "core/guard/wording.h"

namespace swapguard::guard {
namespace {

// A step that gets no answer for so long is given up: nothing was sent yet.
constexpr Duration step_max = seconds{20};
// How long after a refusal the place is left alone.
constexpr Duration refused_pause = seconds{60};
constexpr Duration refused_token_pause = minutes{5};
// A history that is away, or another's for a moment, comes back sooner: doubled from this up to the above.
constexpr Duration history_pause_first = seconds{5};
// Whoever holds the claim has acted by then, or has given it back.
constexpr Duration claimed_pause = minutes{10};

// What was prepared is given up before anything was sent; after the setback the generation may be judged
// again. A mark whose answer was lost may be durable: it is taken back as surely not carried out.
RestartRecord abandon(AppState& app, const Setback& setback, Instant now) {
  const RestartRecord record = app.preparing->record;
  const Preparing::Step step = app.preparing->step;
  app.preparing.reset();
  const auto state = step == Preparing::Step::marking ? RestartState::refused : RestartState::dropped;
  if (step != Preparing::Step::claiming) {
    app.command(NoteRestart{app.policy.app, record.decision, state, now});
  }
  app.standings[record.id].acted = false;
  app.setbacks[record.dyno] = setback;
  return record;
}

void drop(AppState& app, const std::string& reason, const std::string& sentence, Instant now,
          const Setback& setback) {
  const RestartRecord record = abandon(app, setback, now);
  app.record(not_restarted(Kind::held, record, reason, sentence, record.decided_at));
}

void drop(AppState& app, const std::string& reason, const std::string& sentence, Instant now,
          Duration pause = refused_pause) {
  drop(app, reason, sentence, now, Setback{now + pause});
}

Setback setback_by_history(const AppState& app, Instant now) {
  const auto last = app.setbacks.find(app.preparing->record.dyno);
  const bool again = last != app.setbacks.end() && last->second.by_history &&
                     now - last->second.until < AppState::setback_remembered;
  const int times = again ? std::min(last->second.times + 1, 4) : 0;
  return {now + std::min(refused_pause, history_pause_first * (1 << times)), true, times};
}

void drop_without_history(AppState& app, Instant now) {
  drop(app, "storage", "the intent could not be stored, and without it nothing is sent", now,
       setback_by_history(app, now));
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
  const RestartRecord record = abandon(app, Setback{now + pause_after(error)}, now);
  app.record(not_restarted(Kind::restart_failed, record, std::string(to_text(error.failure)),
                           "its identity could not be verified, " + sentence_of(error), now));
}

// S6 by the platform's own list: a line that told of a crash may be lost. What is in flight is not back yet.
std::optional<std::string> too_few_left(const AppState& app, const std::vector<PlatformDyno>& dynos) {
  const RestartRecord& record = app.preparing->record;
  const ProcessType type = record.dyno.type();
  const auto* formation = app.fleet.find_formation(type);
  if (formation && formation->preboot) return std::nullopt;  // the old one serves until the new one is up
  // The platform may not have told its formation yet, and a dyno that is down does not report.
  const auto places =
      std::ranges::count_if(dynos, [&](const PlatformDyno& each) { return each.name.type() == type; });
  const int quantity = std::max(app.fleet.quantity(type, record.decided_at), static_cast<int>(places));
  const int needed = std::min(app.policy.of(type).min_healthy.of(quantity), quantity - 1);
  const auto left = std::count_if(dynos.begin(), dynos.end(), [&](const PlatformDyno& each) {
    return each.name != record.dyno && each.name.type() == type && each.state == DynoState::up &&
           !app.restarts.in_flight_at(each.name);
  });
  if (left >= needed) return std::nullopt;
  return fmt::format("the platform lists {} of {} others up, needs {}", left, quantity - 1, needed);
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
  // The listing knows what the log may have lost, or told before we looked.
  const Duration age = record.decided_at - there->created_at;
  const Duration needed = app.policy.of(record.dyno.type()).min_uptime;
  if (age < needed && !app.preparing->verdict.want.urgent) {
    drop(app, "min_uptime",
         fmt::format("the platform says it is up {}, needs {}", describe_duration(std::max(age, Duration{0})),
                     describe_duration(needed)),
         now);
    return;
  }
  if (is_busy(app, record.dyno.type(), now)) {
    drop(app, "busy", fmt::format("the platform is starting another {} dyno", record.dyno.type().text), now);
    return;
  }
  if (const auto few = too_few_left(app, dynos)) {
    drop(app, "min_healthy", *few, now);
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
  app.command(ListDynos{app.policy.app, true, preparing.record.decision});
}

// True for an answer that came after its step was given up: what it made durable must be taken back, or the
// generation would stay claimed for good.
bool too_late(const AppState& app, const DecisionId& decision) {
  const bool prepared = app.preparing && app.preparing->record.decision == decision;
  return !prepared && !app.restarts.find(decision);
}

bool is_preparing(const AppState& app, const DecisionId& decision, Preparing::Step step) {
  return app.preparing && app.preparing->record.decision == decision && app.preparing->step == step;
}

}  // namespace

void prepare(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
             const policy::Verdict& verdict, Instant at, Instant now) {
  RestartRecord record;
  record.decision = app.restarts.fresh_decision(generation.id(), at);
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
  if (answer.answer == RestartClaimed::Answer::granted && too_late(app, answer.decision)) {
    app.command(NoteRestart{app.policy.app, answer.decision, RestartState::dropped, now});
  }
  if (!is_preparing(app, answer.decision, Preparing::Step::claiming)) return;
  switch (answer.answer) {
    case RestartClaimed::Answer::granted:
      pace_or_verify(app, now);
      return;
    case RestartClaimed::Answer::already_claimed:
      drop(app, "already_claimed", "another swapguard, or this one before its own restart, acts on it", now,
           claimed_pause);
      return;
    case RestartClaimed::Answer::storage_failed:
      drop_without_history(app, now);
      return;
  }
}

void listed(AppState& app, const DynosListed& answer, Instant now) {
  // One that was asked for earlier may show what was true before the decision.
  const bool verifying = is_preparing(app, answer.verifies, Preparing::Step::verifying);
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
  look_who_is_listed(app, *answer.dynos);
  if (verifying) verify(app, *answer.dynos, now);
}

void marked(AppState& app, const SendingMarked& answer, Instant now) {
  // Marked but never sent: surely not carried out.
  if (answer.durable && too_late(app, answer.decision)) {
    app.command(NoteRestart{app.policy.app, answer.decision, RestartState::refused, now});
  }
  if (!is_preparing(app, answer.decision, Preparing::Step::marking)) return;
  if (!answer.durable) {
    drop_without_history(app, now);
    return;
  }
  RestartRecord record = app.preparing->record;
  record.state = RestartState::sending;
  record.changed_at = now;
  const fleet::Place* place = app.fleet.find(record.dyno);
  const fleet::Generation* generation = place ? place->find(record.id) : nullptr;
  if (generation) {
    JournalEntry entry = decision(Kind::restart, *place, *generation, app.preparing->verdict,
                                  app.policy.of(record.dyno.type()), record.decided_at);
    entry.decision = record.decision;
    app.record(std::move(entry));
  }
  app.preparing.reset();
  app.requests.became(record.dyno, record.id, Requests::Fate::under_way);
  app.restarts.add(record);
  app.watched[record.decision] = Watched{record.dyno.type(), now, 0, {}};
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
  app.setbacks[record->dyno] = Setback{now + pause_after(error)};
  app.record(not_restarted(Kind::restart_failed, *record, std::string(to_text(error.failure)),
                           sentence_of(error), now));
}

void call_off(AppState& app, const std::string& reason, const std::string& sentence, Instant now) {
  if (!app.preparing) return;
  const DynoId id = app.preparing->record.id;
  drop(app, reason, sentence, now, Duration{0});
  if (app.paused) app.standings[id].held = policy::Rail::paused;  // has just been said
}

void overdue(AppState& app, Instant now) {
  // The clock was set back: not to wait until it is there again.
  if (app.preparing && now < app.preparing->since) app.preparing->since = now;
  if (app.preparing && app.preparing->step == Preparing::Step::pacing) {
    pace_or_verify(app, now);
  } else if (app.preparing && now - app.preparing->since >= step_max) {
    const bool by_history = app.preparing->step != Preparing::Step::verifying;
    drop(app, "no_answer", fmt::format("no answer within {}", describe_duration(step_max)), now,
         by_history ? setback_by_history(app, now) : Setback{now + refused_pause});
  }
}

std::optional<Instant> next_overdue(const AppState& app) {
  if (!app.preparing) return std::nullopt;
  const Instant give_up_at = app.preparing->since + step_max;
  if (app.preparing->step != Preparing::Step::pacing) return give_up_at;
  return std::min(give_up_at, may_leave_at(app, app.preparing->record.dyno.type()));
}

}  // namespace swapguard::guard
