#include "sim/worlds/world.h"

#include <algorithm>

#include "core/observe/observe.h"
#include "sim/worlds/checkers.h"
#include "sim/worlds/teller.h"

namespace swapguard::worlds {
namespace {

constexpr Duration afterwards = minutes{50};  // without faults: for what is still to be done
constexpr std::size_t said_most = 1500;       // lines of history that a session can begin with
constexpr Duration look_every = seconds{1};
constexpr std::array by_time{Fault::lines_dropped, Fault::log_silent, Fault::log_late,     Fault::clock_jump,
                             Fault::disk_slow,     Fault::disk_full,  Fault::deploy,       Fault::scale,
                             Fault::config_vars,   Fault::cycling,    Fault::dyno_crash,   Fault::people,
                             Fault::pause,         Fault::reload,     Fault::session_hangs};

// What the line says, without its way through frames and bytes.
std::optional<observe::Observation> seen_in(const sim::LogRecord& record) {
  if (record.sample) return observe::Observation{record.at, DynoName{record.process}, *record.sample};
  logplex::LogLine line;
  line.at = record.at;
  line.origin = record.origin;
  line.process = record.process;
  line.text = record.text;
  auto seen = observe::observe(line);
  return seen ? std::optional(*std::move(seen)) : std::nullopt;
}

// The worst moment to be disturbed: between a decision and its request.
class AtDecisions final : public Watcher {
 public:
  using Strike = std::function<void(int guard, const DynoName& dyno)>;
  AtDecisions(Scene& scene, Strike strike) : Watcher(scene), strike_(std::move(strike)) {}
  void claims(const Life& life, const guard::RestartRecord& record) override {
    strike_(life.guard, record.dyno);
  }

 private:
  Strike strike_;
};

}  // namespace

void Scene::breaks(std::string_view rule, const std::string& how) {
  broken.push_back(std::string(rule) + " at " + format_rfc3339(now) + ": " + how);
}

World::World(const Plan& plan, const Tell& tell)
    : plan_(plan),
      spec_(spec_of(plan_)),
      dice_(plan_),
      platform_(spec_, plan.seed),
      agenda_(spec_.start),
      scene_{plan_, spec_, platform_, spec_.start, {}, {}, {}, {}, {}, {}, {}},
      watchers_(all_checkers(scene_)) {
  watchers_.push_back(std::make_unique<AtDecisions>(scene_, [this](int guard, const DynoName& dyno) {
    strike_at_decision(*guards_[static_cast<std::size_t>(guard)], dyno);
  }));
  if (tell) watchers_.push_back(std::make_unique<Teller>(scene_, tell));
  if (plan_.has(Fault::log_skew)) {
    scene_.log_ahead = dice_.of(Fault::log_skew).between(seconds{-8}, seconds{8});
    dice_.count(Fault::log_skew);
  }
  for (int i = 0; i < plan_.guards; ++i) {
    if (stores_.empty() || !plan_.shared) stores_.emplace_back(agenda_, dice_);
    guards_.push_back(std::make_unique<Swapguard>(
        Swapguard::Doors{loop_, agenda_, dice_, scene_, stores_.back(), lives_, watchers_}, i));
  }
  scene_.may_be_sent = [this](int history, const DynoId& id) {
    return stores_[static_cast<std::size_t>(history)].may_be_sent(id);
  };
  plan_faults();
  if (plan_.kind == Kind::half_down) keep_crashing();
  agenda_.after(minutes{plan_.minutes}, [this] { heal(); });
}

World::~World() = default;

void World::plan_faults() {
  for (const Fault fault : by_time) {
    if (plan_.has(fault)) plan_next(fault);
  }
}

void World::plan_next(Fault fault) {
  agenda_.after(dice_.until_next(fault), [this, fault] {
    if (dice_.healed()) return;
    dice_.count(fault);
    strike(fault);
    plan_next(fault);
  });
}

Swapguard& World::any_guard(sim::Random& luck) { return *guards_[luck.next() % guards_.size()]; }

DynoName World::any_dyno(sim::Random& luck) const {
  const auto dynos = scene_.dynos().dynos();
  return dynos.empty() ? DynoName{} : dynos[luck.next() % dynos.size()].name;
}

void World::strike(Fault fault) {
  sim::Random& luck = dice_.of(fault);
  Store& store = stores_[luck.next() % stores_.size()];
  const Instant until = agenda_.now() + luck.between(seconds{5}, minutes{5});
  switch (fault) {
    case Fault::lines_dropped:
      return take_line({scene_.app(), agenda_.now(), logplex::Origin::platform, "logplex",
                        "Error L10 (output buffer overflow): 7 messages dropped since "
                        "2026-05-11T09:00:00.000000+00:00."});
    case Fault::log_silent:
      any_guard(luck).silent_until = until;
      return;
    case Fault::log_late: {
      Swapguard& guard = any_guard(luck);
      guard.late_until = until;
      guard.late_by = luck.between(seconds{20}, minutes{4});
      return;
    }
    case Fault::session_hangs:
      return any_guard(luck).session_hangs();
    case Fault::clock_jump:
      return jump(any_guard(luck));
    case Fault::disk_slow:
      store.slow_until = until;
      return;
    case Fault::disk_full:
      store.full_until = until;
      return;
    case Fault::pause:
    case Fault::reload:
      return turn_off(any_guard(luck), fault);
    default:
      return strike_platform(fault, luck);
  }
}

void World::strike_at_decision(Swapguard& guard, const DynoName& dyno) {
  for (const Fault fault : {Fault::clock_jump, Fault::pause, Fault::people, Fault::dyno_crash}) {
    if (!dice_.hit(fault)) continue;
    agenda_.after(dice_.of(fault).between(Duration{0}, seconds{3}), [this, &guard, dyno, fault] {
      if (dice_.healed()) return;
      if (fault == Fault::clock_jump) jump(guard);
      if (fault == Fault::pause) turn_off(guard, fault);
      if (fault == Fault::dyno_crash) scene_.dynos().crash(dyno);
      if (fault == Fault::people) static_cast<void>(scene_.dynos().restart(dyno.text));
    });
  }
}

void World::jump(Swapguard& guard) {
  sim::Random& luck = dice_.of(Fault::clock_jump);
  const Duration far = luck.chance(0.5) ? Duration{minutes{10}} : Duration{seconds{20}};
  guard.jump(luck.between(-far, far));
}

// Paused, or in observe mode, for a while.
void World::turn_off(Swapguard& guard, Fault fault) {
  const auto turn = [&guard, fault, armed = plan_.kind != Kind::observe](bool off) {
    if (fault == Fault::pause) return guard.pause(off);
    guard.set_mode(off || !armed ? policy::Mode::observe : policy::Mode::armed);
  };
  turn(true);
  agenda_.after(dice_.of(fault).between(seconds{1}, minutes{15}), [turn] { turn(false); });
}

void World::strike_platform(Fault fault, sim::Random& luck) {
  sim::App& app = scene_.dynos();
  const DynoName dyno = any_dyno(luck);
  if (fault == Fault::deploy) app.deploy();
  if (fault == Fault::config_vars) app.set_config("FOO");
  if (fault == Fault::cycling) app.cycle(dyno);
  if (fault == Fault::dyno_crash) app.crash(dyno);
  if (fault == Fault::people) static_cast<void>(app.restart(dyno.text));
  if (fault == Fault::scale) {
    const int quantity = 1 + static_cast<int>(luck.next() % static_cast<std::uint64_t>(plan_.dynos + 1));
    static_cast<void>(app.scale({{ProcessType{"web"}, quantity, ""}}));
  }
}

// Its last place crashes again whenever it has come up.
void World::keep_crashing() {
  agenda_.after(seconds{40}, [this] {
    if (dice_.healed()) return;
    for (const auto& dyno : scene_.dynos().dynos()) {
      const bool last = dyno.name.ordinal() == plan_.dynos;
      if (last && dyno.state == DynoState::up) scene_.dynos().crash(dyno.name);
    }
    keep_crashing();
  });
}

// Whatever was switched off is on again, and all that fails from here on is by our own fault.
void World::heal() {
  dice_.heal();
  scene_.healed_at = agenda_.now();
  for (Store& store : stores_) store.slow_until = store.full_until = agenda_.now();
  sim::App& app = scene_.dynos();
  static_cast<void>(app.scale({{ProcessType{"web"}, plan_.dynos, ""}}));
  const auto dynos = app.dynos();
  // After some crashes the platform lets a dyno wait for hours; a release ends that.
  const bool waits =
      std::ranges::any_of(dynos, [](const auto& dyno) { return dyno.state == DynoState::crashed; });
  if (waits) app.deploy();
  for (auto& guard : guards_) {
    guard->silent_until = guard->late_until = agenda_.now();
    guard->set_clock(Duration{0});
    guard->pause(false);
    if (plan_.kind != Kind::observe) guard->set_mode(policy::Mode::armed);
  }
}

void World::take_line(sim::LogRecord record) {
  record.at += scene_.log_ahead;
  if (plan_.session) {
    if (record.origin != logplex::Origin::platform) return;  // as source=heroku asks for
    if (scene_.said.size() == said_most) scene_.said.pop_front();
    scene_.said.push_back(sim::to_text_line(record));
    for (auto& guard : guards_) guard->session_line(scene_.said.back());
  } else if (plan_.text) {
    const std::string frame = sim::to_frame(record);
    for (auto& guard : guards_) guard->line(frame);
  } else if (const auto seen = seen_in(record)) {
    for (auto& guard : guards_) guard->value(*seen);
  }
}

void World::settle() {
  bool busy = true;
  while (busy) {
    loop_.restart();
    busy = loop_.poll() > 0;
    for (auto& guard : guards_) busy = guard->work() || busy;
  }
}

// What must not stay undone for long: the bounds are of seconds and more.
void World::look_around() {
  if (scene_.now - looked_at_ < look_every) return;
  looked_at_ = scene_.now;
  for (auto& watcher : watchers_) watcher->passed();
}

void World::advance(Instant to) {
  dyno_hours_ += to_seconds(to - scene_.now) / 3600 * static_cast<double>(scene_.dynos().lives().places());
  scene_.now = to;
  look_around();
  platform_.advance(to, [this](const sim::LogRecord& record) { take_line(record); });
  while (auto act = agenda_.take(to)) {
    act();
    settle();
  }
}

// S11: whatever began has ended: the platform was asked, or time has told.
void World::look_at_rows() {
  for (const Store& store : stores_) {
    for (const auto& record : store.rows()) {
      const bool old = scene_.now - record.decided_at > minutes{20};
      if (old && !guard::is_over(record.state) && scene_.broken.empty()) {
        scene_.breaks("S11", record.decision.text + " for " + record.dyno.text + " was never settled");
      }
    }
  }
}

Outcome World::play() {
  const Instant end = spec_.start + minutes{plan_.minutes} + afterwards;
  settle();
  while (scene_.now < end && scene_.broken.empty()) {
    Instant next = end;
    if (const auto due = platform_.next_due()) next = std::min(next, *due);
    if (const auto due = agenda_.next()) next = std::min(next, *due);
    advance(std::max(next, scene_.now));
  }
  look_at_rows();
  Outcome outcome;
  outcome.broken = scene_.broken;
  outcome.dyno_hours = dyno_hours_;
  outcome.lives = static_cast<int>(lives_.size());
  for (const auto& act : platform_.truth().acts) outcome.restarts += act.what == "restart" ? 1 : 0;
  for (int i = 0; i < faults; ++i) {
    outcome.struck[static_cast<std::size_t>(i)] = dice_.struck(static_cast<Fault>(i));
  }
  return outcome;
}

Outcome play(const Plan& plan, const World::Tell& tell) {
  World world(plan, tell);
  return world.play();
}

}  // namespace swapguard::worlds
