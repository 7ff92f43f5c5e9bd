#include "sim/world.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/observe/observe.h"

namespace swapguard::tests {
namespace {

constexpr Duration stride = milliseconds{250};

bool later_first(const Instant& left, std::uint64_t left_order, const Instant& right,
                 std::uint64_t right_order) {
  return left != right ? left > right : left_order > right_order;
}

}  // namespace

World::World(const sim::Spec& spec, policy::AppPolicy policy, Faults faults, std::uint64_t seed)
    : platform(spec, seed), policy_(std::move(policy)), faults_(faults), random_(seed), now_(spec.start) {
  policy_.app = spec.apps.front().name;
  start_guard();
}

void World::start_guard() {
  guard_ = std::make_unique<guard::Guard>(std::vector{policy_});
  guard::Remembered memory;
  memory.app = policy_.app;
  memory.restarts = store_;
  for (const auto& request : requests_) {
    if (request_states_[request.request] == guard::RequestState::open) memory.requests.push_back(request);
  }
  step(memory);
}

std::optional<guard::Requested> World::request(const ProcessType& type) {
  if (!guard_) return std::nullopt;
  guard::Requested wish{.app = policy_.app, .type = type};
  wish.by = "webhook";
  wish.request = fmt::format("r-{}", requests_.size());
  wish.at = now_;
  wish.meant = guard_->meant(wish, now_).dynos;
  requests_.push_back(wish);
  request_states_[wish.request] = guard::RequestState::open;
  // Durable, and then the crash may come before the guard hears of it.
  later(milliseconds{2}, [this, life = life_, wish] {
    if (guard_ && life == life_) step(wish);
  });
  return wish;
}

// A crash may lose it, as the history's mailbox would.
void World::end(const guard::NoteRequest& command) {
  if (!chance(faults_.storage_fails)) request_states_[command.request] = command.state;
}

void World::later(Duration wait, std::function<void()> what) {
  agenda_.push_back({now_ + wait, ++order_, std::move(what)});
  std::push_heap(agenda_.begin(), agenda_.end(),
                 [](const Due& a, const Due& b) { return later_first(a.at, a.order, b.at, b.order); });
}

Duration World::latency() {
  return Duration{
      std::uniform_int_distribution<std::int64_t>{1000, faults_.latency_max.count() + 1000}(random_)};
}

// An answer reaches only the life of the guard that asked.
void World::answer(guard::Event event, Duration wait) {
  later(wait, [this, life = life_, event = std::move(event)] {
    if (guard_ && life == life_) step(event);
  });
}

void World::maybe_crash() {
  if (chance(faults_.crash)) throw Crash{};
}

void World::step(const guard::Event& event) {
  try {
    for (const guard::Command& command : guard_->step(event, now_)) {
      maybe_crash();
      carry_out(command);
      maybe_crash();
    }
  } catch (const Crash&) {
    guard_.reset();
    ++life_;
    ++crashes;
    const Duration down = seconds{std::uniform_int_distribution{1, 90}(random_)};
    later(down, [this] { start_guard(); });
  }
}

void World::carry_out(const guard::Command& command) {
  if (const auto* record = std::get_if<guard::Record>(&command)) journal.push_back(record->entry);
  if (const auto* note = std::get_if<guard::NoteRestart>(&command)) {
    if (auto* known = row(note->decision); known && !guard::is_over(known->state)) known->state = note->state;
  }
  if (const auto* wanted = std::get_if<guard::ClaimRestart>(&command)) claim(*wanted);
  if (const auto* wanted = std::get_if<guard::MarkSending>(&command)) mark(*wanted);
  if (const auto* wanted = std::get_if<guard::ListDynos>(&command)) list(*wanted);
  if (const auto* wanted = std::get_if<guard::SendRestart>(&command)) send(*wanted);
  if (const auto* over = std::get_if<guard::NoteRequest>(&command)) end(*over);
  if (std::holds_alternative<guard::ListFormation>(command)) describe();
}

guard::RestartRecord* World::row(const DecisionId& decision) {
  const auto found = std::find_if(store_.rbegin(), store_.rend(),
                                  [&](const auto& record) { return record.decision == decision; });
  return found == store_.rend() ? nullptr : &*found;
}

// As io/history: one claim a generation, but for rows that ended as refused or dropped.
void World::claim(const guard::ClaimRestart& command) {
  using Answer = guard::RestartClaimed::Answer;
  if (chance(faults_.storage_fails)) {
    answer(guard::RestartClaimed{policy_.app, command.record.decision, Answer::storage_failed},
           milliseconds{2});
    return;
  }
  const bool taken = std::any_of(store_.begin(), store_.end(), [&](const auto& record) {
    return record.id == command.record.id && record.state != guard::RestartState::refused &&
           record.state != guard::RestartState::dropped;
  });
  if (!taken) store_.push_back(command.record);
  answer(guard::RestartClaimed{policy_.app, command.record.decision,
                               taken ? Answer::already_claimed : Answer::granted},
         milliseconds{2});
}

void World::mark(const guard::MarkSending& command) {
  const bool durable = !chance(faults_.storage_fails);
  if (durable) {
    row(command.decision)->state = guard::RestartState::sending;
    row(command.decision)->changed_at = now_;
  }
  answer(guard::SendingMarked{policy_.app, command.decision, durable}, milliseconds{2});
}

void World::list(const guard::ListDynos& command) {
  ++calls;
  const Duration wait = latency();
  if (chance(faults_.list_fails)) {
    guard::ApiError error;
    error.failure = guard::ApiFailure::unknown;
    error.status = 503;
    answer(guard::DynosListed{policy_.app, failure(error), command.verifies}, wait);
    return;
  }
  later(wait / 2, [this, wait, verifies = command.verifies] {
    answer(guard::DynosListed{policy_.app, platform.app(policy_.app).dynos(), verifies}, wait / 2);
  });
}

void World::send(const guard::SendRestart& command) {
  ++calls;
  guard::RestartAnswered reply{policy_.app, command.decision, std::string("request"), {}};
  if (chance(faults_.refused)) {
    guard::ApiError error;
    error.failure = chance(0.5) ? guard::ApiFailure::rate_limited : guard::ApiFailure::unauthorized;
    error.status = error.failure == guard::ApiFailure::rate_limited ? 429 : 401;
    reply.request_id = failure(error);
    answer(reply, latency());
    return;
  }
  const bool arrives = !chance(faults_.lost_before);
  const bool answers = arrives && !chance(faults_.lost_after);
  const Duration wait = latency();
  // Once on the wire it arrives, whatever becomes of the guard.
  if (arrives) later(wait / 2, [this, command] { act(command); });
  if (!answers) reply.request_id = failure(guard::ApiError{});
  answer(reply, answers ? wait : seconds{12});
}

int World::others_down(const DynoName& but) const {
  const auto& app = platform.app(policy_.app);
  const auto& generations = platform.truth().generations;
  // What the platform itself ended is not our doing.
  const auto by_our_hand = [&](const sim::GenerationTruth& fresh) {
    const auto before = std::find_if(generations.rbegin(), generations.rend(), [&](const auto& each) {
      return each->dyno == fresh.dyno && each->created_at < fresh.created_at;
    });
    return before != generations.rend() && (*before)->ended_by == sim::Cause::request;
  };
  int down = 0;
  for (const auto& dyno : app.dynos()) {
    if (dyno.name == but || dyno.name.type() != but.type()) continue;
    const auto truth = platform.truth().find(dyno.id);
    down += truth && (!truth->up_at || truth->samples == 0) && by_our_hand(*truth);
  }
  return down;
}

void World::act(const guard::SendRestart& command) {
  const int down = others_down(command.dyno);
  const auto hit = platform.app(policy_.app).restart(command.dyno.text);
  acts.push_back({now_, command.dyno, command.id, hit ? *hit : DynoId{}, down});
}

void World::describe() {
  calls += 2;
  guard::FormationListed listing;
  listing.app = policy_.app;
  for (const auto& type : platform.spec().apps.front().types) {
    const auto size = find_dyno_size(type.size);
    listing.types.push_back(
        {type.type, type.quantity, size->quota, size->kill_at, platform.spec().apps.front().preboot});
  }
  answer(listing, latency());
}

void World::take_line(const sim::LogRecord& record) {
  if (!guard_ || record.app != policy_.app || chance(faults_.lost_line)) return;
  logplex::LogLine line;
  line.at = record.at;
  line.origin = record.origin;
  line.process = record.process;
  line.text = record.text;
  if (const auto seen = observe::observe(line)) step(guard::Observed{policy_.app, *seen});
}

void World::run_for(Duration time) {
  const auto first = [](const Due& a, const Due& b) { return later_first(a.at, a.order, b.at, b.order); };
  const Instant end = now_ + time;
  Instant next_tick = now_ + seconds{1};
  while (now_ < end) {
    now_ = std::min(end, now_ + stride);
    platform.advance(now_, [this](const sim::LogRecord& record) { take_line(record); });
    while (!agenda_.empty() && agenda_.front().at <= now_) {
      std::pop_heap(agenda_.begin(), agenda_.end(), first);
      const Due due = std::move(agenda_.back());
      agenda_.pop_back();
      due.what();
    }
    if (now_ >= next_tick && guard_) {
      next_tick = now_ + seconds{1};
      step(guard::Tick{});
    }
  }
}

int World::count(guard::Kind kind) const {
  return static_cast<int>(
      std::count_if(journal.begin(), journal.end(), [&](const auto& entry) { return entry.kind == kind; }));
}

std::vector<std::string> World::violations() const {
  std::vector<std::string> broken;
  std::map<DynoId, int> commands;
  std::map<ProcessType, Instant> last;
  for (const Act& act : acts) {
    if (++commands[act.meant] > 1)
      broken.push_back(fmt::format("S1: {} got a second command", act.dyno.text));
    if (act.hit != act.meant) broken.push_back(fmt::format("S2: {} hit another generation", act.dyno.text));
    if (act.others_down >= policy_.of(act.dyno.type()).at_once) {
      broken.push_back(fmt::format("S5: {} others were down at {}", act.others_down, format_rfc3339(act.at)));
    }
    const auto before = last.find(act.dyno.type());
    // The command leaves within some seconds of its decision.
    if (before != last.end() && act.at - before->second < policy_.of(act.dyno.type()).gap - seconds{5}) {
      broken.push_back(fmt::format("gap: {} only {} after the last", act.dyno.text,
                                   describe_duration(act.at - before->second)));
    }
    last[act.dyno.type()] = act.at;
  }
  for (const auto& record : store_) {
    // One that began a moment ago may still be under way.
    const bool old =
        now_ - record.decided_at > policy_.of(record.dyno.type()).replacement_within + minutes{2};
    if (old && !guard::is_over(record.state)) {
      broken.push_back(
          fmt::format("S11: intent {} for {} was never settled", record.decision.text, record.dyno.text));
    }
  }
  return broken;
}

}  // namespace swapguard::tests
