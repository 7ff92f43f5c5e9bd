#include "instances/crew.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/observe/observe.h"

namespace swapguard::tests {
namespace {

constexpr Duration stride = milliseconds{250};
constexpr Duration lease = seconds{10};
constexpr Duration mark_holds = seconds{15};  // as the dispatcher has it
constexpr Duration lasts = seconds{260};
// Then there is peace: until all that is due was restarted, and long enough to see a second command.
constexpr Duration calm_most = minutes{4}, calm_least = seconds{20};
// A leak as leaks are: no jump from far below, which would be waited for as a spike.
constexpr double usual = 460, growth = 60;  // MB of 512, MB a minute
constexpr double limit = 0.98;              // as the policy has it by default
constexpr int over_until_due = 3;

sim::Spec spec_of() {
  sim::Spec spec;
  for (const char* name : {"acme", "bolt", "coop"}) {
    sim::AppSpec app;
    app.name = AppName{name};
    sim::TypeSpec web;
    web.quantity = 3;
    web.memory = sim::MemoryShape::flat(usual);
    app.types = {web};
    app.cycling = false;
    app.running_for = hours{1};
    spec.apps.push_back(app);
  }
  return spec;
}

bool later_first(const Instant& left, std::uint64_t left_order, const Instant& right,
                 std::uint64_t right_order) {
  return left != right ? left > right : left_order > right_order;
}

policy::AppPolicy armed(const AppName& app) {
  policy::AppPolicy policy;
  policy.app = app;
  policy.mode = policy::Mode::armed;
  return policy;
}

history::StorageError cut() { return {history::StorageError::Kind::unavailable, "cut off"}; }

}  // namespace

Crew::Crew(const CrewPlan& plan)
    : plan_(plan),
      random_(plan.seed),
      platform_(spec_of(), plan.seed),
      members_(static_cast<std::size_t>(plan.instances)),
      now_(platform_.spec().start) {
  for (const auto& app : platform_.spec().apps) apps_.push_back(app.name);
  clock_ = *history::SqlHistory::open(plan.url, {});
  clock_->database().sql() << "create table pretended as select cast(0 as bigint) as at";
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[i];
    member.name = fmt::format("web.{}", i + 1);
    if (plan_.faults) member.skew = between(-seconds{5}, seconds{5});
    start(member);
  }
  for (Member& member : members_) later(between({}, seconds{1}), [this, &member] { turn(member); });
}

void Crew::later(Duration wait, std::function<void()> what) {
  agenda_.push_back({now_ + wait, ++order_, std::move(what)});
  std::push_heap(agenda_.begin(), agenda_.end(),
                 [](const Due& a, const Due& b) { return later_first(a.at, a.order, b.at, b.order); });
}

// Reaches only the life that asked; a paused one hears of it when it goes on.
void Crew::answer(Member& member, guard::Event event, Duration wait) {
  later(wait, [this, &member, life = member.life, event = std::move(event)] {
    if (life != member.life || !member.guard) return;
    if (is_paused(member)) return answer(member, event, member.paused_until - now_);
    step(member, event);
  });
}

// For all connections alike, those that are made anew included.
bool Crew::tell_time() {
  if (told_ == now_) return true;
  const auto told = clock_->database().attempt(
      [&] { clock_->database().sql() << "update pretended set at = " << now_.time_since_epoch().count(); });
  if (told) told_ = now_;
  return told.has_value();
}

// A call to the database, with the true time as its clock. It may fail before it has effect, or after.
template <class Call>
auto Crew::ask(Member& member, Call call) -> decltype(call(*member.history)) {
  const bool away = now_ < member.cut_until || now_ < down_until_;
  if (away) return failure(cut());
  if (!tell_time()) return failure(cut());
  const bool lost = plan_.faults && breaking_ && chance(0.01);
  auto result = call(*member.history);
  if (lost && result) return failure(cut());
  return result;
}

void Crew::start(Member& member) {
  member.guard = std::make_unique<guard::Guard>(std::vector<policy::AppPolicy>{});
  auto opened = history::SqlHistory::open(plan_.url, {.clock = "(select at from pretended)"});
  if (opened) member.history = std::move(*opened);
}

void Crew::kill(Member& member, Duration down) {
  member.guard.reset();
  member.history.reset();
  ++member.life;
  member.guarded.clear();
  member.give.clear();
  member.handed.clear();
  member.samples.clear();
  member.notes.clear();
  later(down, [this, &member] {
    if (!member.guard) start(member);
  });
}

// As app/instances.cpp: a beat every other second, what was handed over every second.
void Crew::turn(Member& member) {
  later(seconds{1}, [this, &member] { turn(member); });
  if (!member.guard || !member.history || is_paused(member)) return;
  settle_notes(member);
  if (!member.samples.empty()) {
    const auto stored = ask(member, [&](history::History& to) { return to.append({}, member.samples); });
    if (stored) member.samples.clear();
  }
  if (member.turns++ % 2 == 0) {
    const history::Beat beat{
        {fmt::format("{}-{}", member.name, member.life), member.name, apps_}, lease, to_give(member)};
    const auto standing = ask(member, [&](history::History& to) { return to.beat(beat); });
    if (standing) follow(member, *standing);
  }
  if (!member.handed.empty()) {
    const auto given = ask(member, [&](history::History& to) { return to.hand(member.handed); });
    for (const auto& each : member.handed) handed_for_.insert(each.app);  // also if only the answer was lost
    if (given) member.handed.clear();
  }
  const auto is_waited_for = [&](const auto& each) { return handed_for_.contains(each.first); };
  if (std::none_of(member.guarded.begin(), member.guarded.end(), is_waited_for)) return;
  const auto taken = ask(member, [](history::History& to) { return to.take_handed(); });
  if (!taken) return;
  for (const auto& [app, fence] : member.guarded) handed_for_.erase(app);
  for (const auto& each : *taken) {
    step(member, guard::Observed{each.app, lines_.at(std::stoul(each.body))});
  }
}

// As the daemon: not while a restart is between its decision and its end.
std::vector<AppName> Crew::to_give(Member& member) {
  std::vector<AppName> give = std::exchange(member.give, {});
  for (const auto& app : member.guard->view().apps) {
    const bool restarts = std::any_of(app.dynos.begin(), app.dynos.end(),
                                      [](const auto& dyno) { return dyno.verdict == "restarting"; });
    if (restarts) std::erase(give, app.app);
  }
  return give;
}

void Crew::follow(Member& member, const history::Standing& standing) {
  std::map<AppName, std::int64_t> mine;
  for (const auto& each : standing.leases) {
    if (each.instance == fmt::format("{}-{}", member.name, member.life)) mine[each.app] = each.fence;
  }
  member.give = standing.better_elsewhere;
  std::erase_if(member.guarded, [&](const auto& each) {
    const auto held = mine.find(each.first);
    const bool kept = held != mine.end() && held->second == each.second;
    if (!kept) member.guard->disown(each.first);
    return !kept;
  });
  for (const auto& [app, fence] : mine) {
    if (!member.guarded.contains(app)) adopt(member, app, fence);
  }
}

void Crew::adopt(Member& member, const AppName& app, std::int64_t fence) {
  const auto memory = ask(
      member, [&](history::History& from) { return from.remember(app, now_ - days{3}, now_ - minutes{30}); });
  if (!memory) return;
  member.guard->adopt(armed(app));
  member.guarded[app] = fence;
  step(member, *memory);
}

void Crew::settle_notes(Member& member) {
  while (!member.notes.empty()) {
    const guard::NoteRestart note = member.notes.front();
    const auto noted = ask(member, [&](history::History& to) {
      return to.set_state(note.app, note.decision, note.state, note.at);
    });
    if (!noted && noted.error().kind != history::StorageError::Kind::refused) return;
    member.notes.pop_front();
  }
}

void Crew::step(Member& member, const guard::Event& event) {
  for (const auto& command : member.guard->step(event, now_ + member.skew)) carry_out(member, command);
}

void Crew::carry_out(Member& member, const guard::Command& command) {
  if (const auto* note = std::get_if<guard::NoteRestart>(&command)) member.notes.push_back(*note);
  if (const auto* wanted = std::get_if<guard::ClaimRestart>(&command)) claim(member, *wanted);
  if (const auto* wanted = std::get_if<guard::MarkSending>(&command)) mark(member, *wanted);
  if (const auto* wanted = std::get_if<guard::ListDynos>(&command)) list(member, *wanted);
  if (const auto* wanted = std::get_if<guard::SendRestart>(&command)) send(member, *wanted);
  if (const auto* wanted = std::get_if<guard::ListFormation>(&command)) describe(member, wanted->app);
  const auto* record = std::get_if<guard::Record>(&command);
  if (record != nullptr && record->entry.kind == guard::Kind::held) ++held_[record->entry.reason];
}

void Crew::describe(Member& member, const AppName& app) {
  const auto size = find_dyno_size("Standard-1X");
  guard::FormationListed listing{.app = app};
  listing.types.push_back({ProcessType{"web"}, 3, size->quota, size->kill_at, false});
  answer(member, listing, between(milliseconds{20}, milliseconds{800}));
}

void Crew::claim(Member& member, const guard::ClaimRestart& command) {
  settle_notes(member);
  const auto answered = ask(member, [&](history::History& at) { return at.claim(command.record); });
  const auto said =
      member.notes.empty() && answered ? *answered : guard::RestartClaimed::Answer::storage_failed;
  answer(member, guard::RestartClaimed{command.record.app, command.record.decision, said},
         between(milliseconds{1}, milliseconds{400}));
}

void Crew::mark(Member& member, const guard::MarkSending& command) {
  const auto marked = ask(member, [&](history::History& at) {
    return at.set_state(command.app, command.decision, guard::RestartState::sending, now_);
  });
  later(between(milliseconds{1}, milliseconds{400}),
        [this, &member, life = member.life, command, durable = marked.has_value(), asked = now_] {
          if (life != member.life || !member.guard) return;
          const Instant heard = std::max(now_, member.paused_until);
          const bool late = heard - asked > mark_holds;
          if (durable && late) {
            member.notes.push_back({command.app, command.decision, guard::RestartState::refused, heard});
          }
          answer(member, guard::SendingMarked{command.app, command.decision, durable && !late}, {});
        });
}

void Crew::list(Member& member, const guard::ListDynos& command) {
  const Duration wait = between(milliseconds{20}, milliseconds{800});
  later(wait / 2, [this, &member, life = member.life, command, wait] {
    if (life != member.life) return;
    auto dynos = platform_.app(command.app).dynos();
    answer(member, guard::DynosListed{command.app, std::move(dynos), command.verifies}, wait / 2);
  });
}

// Once on the wire it arrives, whatever becomes of the sender.
void Crew::send(Member& member, const guard::SendRestart& command) {
  const Duration wait = between(milliseconds{20}, milliseconds{800});
  later(wait / 2, [this, command] {
    const auto hit = platform_.app(command.app).restart(command.dyno.text);
    arrivals_.push_back({now_, command.id, hit ? *hit : DynoId{}});
  });
  answer(member, guard::RestartAnswered{command.app, command.decision, std::string("request"), {}}, wait);
}

// A router spreads the drains; what reaches a paused instance waits there, what reaches a dead one goes on to
// the next.
void Crew::take_line(const sim::LogRecord& record) {
  logplex::LogLine line;
  line.at = record.at;
  line.origin = record.origin;
  line.process = record.process;
  line.text = record.text;
  const auto seen = observe::observe(line);
  if (!seen) return;
  const auto* sample = std::get_if<observe::MemorySample>(&seen->what);
  if (sample != nullptr) note_sample(*sample, record.at);
  const std::size_t first = std::uniform_int_distribution<std::size_t>{0, members_.size() - 1}(random_);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    Member& member = members_[(first + i) % members_.size()];
    if (!member.guard) continue;
    if (sample != nullptr && sample->rss) {  // its receiver stores it
      const Bytes swap = sample->swap.value_or(Bytes{});
      const Bytes used = *sample->rss + swap;
      member.samples.push_back(
          {record.app, seen->dyno, sample->id, record.at, sample->quota, used, used, used, swap});
    }
    if (member.guarded.contains(record.app)) {
      answer(member, guard::Observed{record.app, *seen}, {});
    } else {
      lines_.push_back(*seen);
      member.handed.push_back({record.app, fmt::format("{}", lines_.size() - 1)});
    }
    return;
  }
}

// When a generation is due by its memory, whoever hears of it.
void Crew::note_sample(const observe::MemorySample& sample, Instant at) {
  const auto found = leaking_.find(sample.id);
  if (found == leaking_.end() || !sample.rss || !sample.quota) return;
  Leak& leak = found->second;
  const Bytes used = *sample.rss + sample.swap.value_or(Bytes{});
  const bool is_over = static_cast<double>(used.count) >= limit * static_cast<double>(sample.quota->count);
  leak.over = is_over ? leak.over + 1 : 0;
  if (leak.over == over_until_due) leak.due = at;
}

// A kill is over when it has happened: the others are there. A pause, a cut and the database's absence last.
void Crew::plan_faults() {
  for (Member& member : members_) {
    later(between(seconds{10}, lasts), [this, &member] {
      note_fault({});
      kill(member, between(seconds{2}, seconds{40}));
    });
    later(between(seconds{10}, lasts), [this, &member] {
      const Duration lasting = between(seconds{1}, seconds{40});
      note_fault(lasting);
      member.paused_until = now_ + lasting;
    });
    later(between(seconds{10}, lasts), [this, &member] {
      const Duration lasting = between(seconds{1}, seconds{25});
      note_fault(lasting);
      member.cut_until = now_ + lasting;
    });
  }
  // The database restarts: all connections are gone, and it is away for some seconds.
  if (!chance(0.5)) return;
  later(between(seconds{10}, lasts), [this] {
    const Duration lasting = between(seconds{1}, seconds{8});
    note_fault(lasting);
    down_until_ = now_ + lasting;
    const auto admin = history::SqlHistory::open(plan_.url, {});
    if (!admin) return;
    (*admin)->database().sql()
        << "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
           " and pid <> pg_backend_pid()";
  });
}

// So far apart that no guard of at_once or gap is in the way.
void Crew::plan_breaches() {
  for (const AppName& app : apps_) {
    for (int number = 1; number <= 2; ++number) {
      later(seconds{10 + 110 * (number - 1)} + between({}, seconds{30}), [this, app, number] {
        auto& there = platform_.app(app);
        there.reshape_next(ProcessType{"web"}, sim::MemoryShape::flat(220));
        const DynoName dyno(fmt::format("web.{}", number));
        for (const auto& each : there.dynos()) {
          if (each.name == dyno) leaking_.try_emplace(each.id);
        }
        there.reshape(dyno, sim::MemoryShape::leak(usual, growth));
      });
    }
  }
}

void Crew::advance_to(Instant end) {
  const auto first = [](const Due& a, const Due& b) { return later_first(a.at, a.order, b.at, b.order); };
  while (now_ < end) {
    now_ = std::min(end, now_ + stride);
    platform_.advance(now_, [this](const sim::LogRecord& record) { take_line(record); });
    while (!agenda_.empty() && agenda_.front().at <= now_) {
      std::pop_heap(agenda_.begin(), agenda_.end(), first);
      const Due due = std::move(agenda_.back());
      agenda_.pop_back();
      due.what();
    }
    if (now_.time_since_epoch() % seconds{1} != Duration{}) continue;
    for (Member& member : members_) {
      if (member.guard && !is_paused(member)) step(member, guard::Tick{});
    }
  }
}

void Crew::run() {
  advance_to(now_ + seconds{20});
  if (plan_.faults) plan_faults();
  plan_breaches();
  advance_to(now_ + lasts);
  breaking_ = false;
  const Instant end = now_ + calm_most;
  while (!all_restarted() && now_ < end) advance_to(now_ + seconds{5});
  advance_to(now_ + calm_least);
}

bool Crew::all_restarted() const {
  return std::all_of(leaking_.begin(), leaking_.end(), [&](const auto& leak) {
    return std::any_of(arrivals_.begin(), arrivals_.end(),
                       [&](const Arrival& each) { return each.hit == leak.first; });
  });
}

// The end of the last fault that was under way between the two, at the arrival at the latest.
Instant Crew::calm_since(Instant due, Instant arrival) const {
  Instant since = due;
  for (const Fault& each : faults_) {
    if (each.from <= arrival && each.to >= due) since = std::max(since, std::min(each.to, arrival));
  }
  return since;
}

Crew::Outcome Crew::outcome() const {
  Outcome outcome;
  for (const auto& [reason, count] : held_) outcome.held += fmt::format(" {} {}", reason, count);
  std::map<DynoId, int> commands;
  for (const Arrival& each : arrivals_) {
    if (++commands[each.meant] > 1) outcome.violations.push_back("S1: a generation got a second command");
    if (each.hit != each.meant) outcome.violations.push_back("S2: a command hit another generation");
    if (!leaking_.contains(each.hit)) outcome.violations.push_back("a generation that was fine was hit");
  }
  for (const auto& [id, leak] : leaking_) {
    ++outcome.breaching;
    const auto arrival = std::find_if(arrivals_.begin(), arrivals_.end(),
                                      [&id = id](const Arrival& each) { return each.hit == id; });
    if (arrival == arrivals_.end()) continue;
    ++outcome.restarted;
    // Foreseen: before it was due.
    const Instant due = leak.due == Instant{} ? arrival->at : leak.due;
    outcome.from_breach.push_back(arrival->at - due);
    outcome.from_calm.push_back(arrival->at - calm_since(due, arrival->at));
  }
  return outcome;
}

}  // namespace swapguard::tests
