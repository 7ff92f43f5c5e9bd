#include "core/guard/observing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/guard/judging.h"
#include "core/guard/learning.h"
#include "core/guard/requesting.h"
#include "core/guard/watching.h"
#include "core/guard/wording.h"
#include "core/guard/working.h"
#include "core/policy/rules.h"

namespace swapguard::guard {
namespace {

// The platform's own `Restarting` line stands within a second of our request; a late drain brings it later.
constexpr Duration ours_within = minutes{2};

void put_sight(AppState& app, const std::optional<Sight::Change>& change, Instant at) {
  if (!change) return;
  JournalEntry entry = note(change->blind ? Kind::blind : Kind::seeing, at, change->reason, change->detail);
  if (!change->blind) entry.details.emplace_back("lasted", change->lasted);
  app.record(std::move(entry));
}

// A generation never changes its size: a line that says otherwise is damaged, and restarts nothing.
bool has_its_size(const fleet::Place& home, const observe::MemorySample& sample) {
  const fleet::Generation* known = home.find(sample.id);
  return !known || !known->quota() || !sample.quota || *known->quota() == *sample.quota;
}

// Whether a reading is at one of the limits that rules may ask its window of.
bool is_at_a_limit(const Scene& scene, const std::optional<double>& harm_level) {
  const auto quota = scene.generation.quota();
  const auto harm = harm_level ? policy::Limit::percent(*harm_level).of(quota) : std::nullopt;
  const Bytes used = *scene.generation.used();
  return std::ranges::any_of(std::array{scene.limit(), quota, harm},
                             [&](const auto& limit) { return limit && used >= *limit; });
}

// The handler of each kind of line. `line` carries the time and the dyno.
struct Handler {
  AppState& app;
  const observe::Observation& line;
  Instant now;

  fleet::Place* place() const { return line.dyno.empty() ? nullptr : app.fleet.place(line.dyno); }

  void put(Kind kind, const std::string& reason, const std::string& title) const {
    JournalEntry entry = note(kind, line.at, reason, title);
    entry.dyno = line.dyno;
    entry.type = line.dyno.type();
    if (const fleet::Place* home = app.fleet.find(line.dyno)) {
      if (const auto* holder = home->current(line.at)) entry.id = holder->id();
    }
    app.record(std::move(entry));
  }

  void settle(Kind kind, const std::string& reason, const std::string& what) const {
    // A line that was late on its way does not end what a newer one began.
    const Instant until = line.at + app.policy.settling;
    if (!app.settling_until || until >= *app.settling_until) {
      app.settling_until = until;
      app.settling_why = what;
    }
    app.helping.forget();
    if (kind == Kind::release) app.foresight.released();
    put(kind, reason, what);
  }

  void operator()(const observe::MemorySample& sample) const {
    fleet::Place* const home = app.fleet.place(line.dyno);
    if (home == nullptr) return;
    const bool sound = line.trusted && has_its_size(*home, sample);
    const auto taken = app.fleet.take_sample(*home, sample, line.at);
    if (taken.judged) judge_reading(*home, *taken.generation, sound);
    if (line.trusted) learn_from_sample(app, *home, sample.id, line.at);
  }

  void judge_reading(fleet::Place& home, fleet::Generation& generation, bool sound) const {
    // A process that has sent samples for minutes is up, whatever line was lost.
    if (home.state() == DynoState::starting && line.at - home.state_at() > minutes{2}) {
      home.state(DynoState::up, line.at);
    }
    look_for_replacement(app, line.dyno, line.at);
    look_who_holds(app, line.dyno, line.at);
    const Scene scene{app.fleet, home, generation, app.policy.of(home.type()), line.at};
    const auto harm_level = harm_limit(app, home.type(), generation.quota());
    if (is_at_a_limit(scene, harm_level)) generation.lengthen_window();
    const auto want = app.foresight.look(scene, wanted_here(scene, harm_level));
    judge(app, home, generation, want, line.at, now, sound);
  }

  void operator()(const observe::LoadSample& load) const {
    if (!line.trusted || !app.policy.looks_at_load()) return;
    fleet::Place* const home = place();
    if (auto* generation = home ? home->find(load.id) : nullptr) generation->take(load, line.at);
  }
  void operator()(const observe::Request& request) const {
    if (request.dyno) app.foresight.request(line.at);
    learn_from_request(app, request, line.at);
  }

  void operator()(const observe::MemoryNotice& notice) const {
    fleet::Place* home = place();
    const auto* holder = home ? home->current(line.at) : nullptr;
    if (holder) home->find(holder->id())->assume_quota(notice.quota);
  }

  void operator()(const observe::DynoError& error) const {
    if (error.code == 15)
      put(Kind::r15, "R15", line.dyno.text + " passed the kill limit (R15): the platform ends it");
    if (error.code != 14) return;
    put(Kind::r14, "R14", line.dyno.text + " is over its quota and swaps (R14)");
    fleet::Place* home = place();
    if (!home) return;
    home->over_quota(line.at);
    const auto* holder = home->current(line.at);
    if (!holder) return;
    const auto want = policy::wanted_by_r14(*home, app.policy.of(home->type()), line.at);
    if (want) judge(app, *home, *holder, want, line.at, now, line.trusted);
  }

  void operator()(const observe::StateChange& change) const {
    fleet::Place* home = place();
    if (!home) return;
    home->state(change.to, line.at);
    if (change.to == DynoState::crashed) put(Kind::crashed, "crashed", line.dyno.text + " crashed");
    look_for_replacement(app, line.dyno, line.at);
  }

  void operator()(const observe::Lifecycle& life) const {
    fleet::Place* home = place();
    if (!home) return;
    using Step = observe::LifecycleStep;
    if (life.step == Step::starting_process) home->starting(line.at);
    const bool cycling = life.step == Step::cycling;
    if (cycling) app.foresight.cycled(line.dyno, line.at);
    if (life.step == Step::stopping && !app.restarts.in_flight_at(line.dyno)) {
      app.foresight.stopped(line.dyno, line.at);
    }
    if (!cycling && life.step != Step::restarting) return;
    const RestartRecord* ours = app.restarts.newest_at(line.dyno);
    if (!cycling && ours && line.at - ours->decided_at < ours_within) return;
    app.restarts.note_foreign(line.dyno, line.at);
    put(Kind::platform_restart, cycling ? "cycling" : "restarting",
        line.dyno.text +
            (cycling ? " is cycled by the platform (daily restart)" : " is restarted by someone else"));
  }

  void operator()(const observe::Released& release) const {
    app.release = release.version;
    settle(Kind::release, "release", fmt::format("release v{}", release.version));
  }
  void operator()(const observe::Deployed&) const { settle(Kind::release, "deploy", "deploy"); }
  void operator()(const observe::ConfigChanged&) const {
    settle(Kind::release, "config_vars", "new config vars");
  }
  void operator()(const observe::Scaled& scaled) const {
    app.fleet.take_scale(scaled);
    std::string what = "scaled to";
    for (const auto& each : scaled.types) what += fmt::format(" {}={}", each.type.text, each.quantity);
    settle(Kind::scale, "scale", what);
  }

  void operator()(const observe::LogLoss& loss) const {
    const auto change = app.sight.lost(
        now, "lines_lost", fmt::format("the log lost lines (L{}, {} of them)", loss.code, loss.lines));
    put_sight(app, change, line.at);
  }
};

}  // namespace

void observe_line(AppState& app, const observe::Observation& line, Instant now) {
  app.newest_line = std::max(app.newest_line, line.at);
  std::visit(Handler{app, line, now}, line.what);
  learn_from(app, line);
}

void see(AppState& app, const observe::Observation& line, Instant now) {
  if (std::holds_alternative<observe::MemorySample>(line.what))
    put_sight(app, app.sight.sampled(now), line.at);
}

void refill(AppState& app, const observe::Observation& line, Instant now) {
  const auto* sample = std::get_if<observe::MemorySample>(&line.what);
  fleet::Place* const home = sample == nullptr ? nullptr : app.fleet.place(line.dyno);
  if (home == nullptr) return;
  const auto taken = app.fleet.take_sample(*home, *sample, line.at);
  const bool evidence = now - line.at <= 2 * app.policy.sample_interval;
  if (!taken.judged || !evidence || app.preparing) return;
  app.newest_line = std::max(app.newest_line, line.at);
  // The history holds no load: the next sample, seconds from now, comes with it.
  if (waits_by_load(app.policy.of(home->type()))) return;
  Handler{app, line, now}.judge_reading(*home, *taken.generation, line.trusted);
}

}  // namespace swapguard::guard
