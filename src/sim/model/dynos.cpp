#include "sim/model/dynos.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace swapguard::sim {
namespace {

constexpr Duration exit_grace = seconds{30};  // between SIGTERM and SIGKILL

DynoSize size_named(const std::string& name) {
  return find_dyno_size(name).value_or(*find_dyno_size("Standard-1X"));
}

const MemoryShape& shape_for(const TypeSpec& spec, int ordinal) {
  const auto special = spec.special.find(ordinal);
  return special == spec.special.end() ? spec.memory : special->second;
}

}  // namespace

void Dynos::say(const Life& life, std::string text) {
  world_.say(app_.name(), logplex::Origin::platform, life.dyno.name.text, std::move(text));
}

void Dynos::say_in(Duration delay, const LifePtr& life, std::string text) {
  world_.timeline.after(delay, [this, life, text = std::move(text)] { say(*life, text); });
}

void Dynos::change(Life& life, DynoState state) {
  life.dyno.state = state;
  life.dyno.updated_at = world_.now();
}

void Dynos::count(const ProcessType& type) {
  const Formation* formation = app_.find(type);
  const int wanted = formation ? formation->spec.quantity : 0;
  Truth::keep(world_.truth.ups, UpTruth{world_.now(), app_.name(), type, serving(type), wanted});
}

Dynos::Place* Dynos::holding(const Life& life) {
  const auto found = places_.find({life.dyno.name.type(), life.dyno.name.ordinal()});
  return found != places_.end() && found->second.listed.get() == &life ? &found->second : nullptr;
}

bool Dynos::preboots(const Place& place) const {
  return app_.enabled("preboot") && place.type.text == "web" && place.listed->size.preboot;
}

LifePtr Dynos::create(Place& place) {
  const Formation* formation = app_.find(place.type);
  CHECK(formation != nullptr);
  const int number = ++lives_[{place.type, place.name.ordinal()}];
  const std::string purpose = fmt::format("{}/{}/{}", app_.name().text, place.name.text, number);
  Random random(world_.seed, purpose);
  guard::PlatformDyno dyno;
  dyno.name = place.name;
  dyno.id = random.uuid();
  dyno.state = DynoState::starting;
  dyno.size = formation->spec.size;
  dyno.release = app_.release();
  dyno.created_at = dyno.updated_at = world_.now();
  const DynoSize size = size_named(dyno.size);
  auto truth = std::make_shared<GenerationTruth>();
  truth->app = app_.name();
  truth->dyno = dyno.name;
  truth->id = dyno.id;
  truth->release = dyno.release;
  truth->created_at = world_.now();
  truth->quota = size.quota;
  Truth::keep(world_.truth.generations, truth);
  const MemoryShape& shape = shape_for(formation->spec, place.name.ordinal());
  const Memory memory(shape, size, Random(world_.seed, purpose + "/memory"));
  place.listed = std::make_shared<Life>(Life{dyno, size, memory, random});
  place.listed->truth = std::move(truth);
  return place.listed;
}

void Dynos::populate() {
  for (const Formation& formation : app_.formation) {
    fill(formation.spec.type, formation.spec.quantity);
    for (auto& [key, place] : places_) {
      const bool long_up = app_.spec.running_for > Duration{0} && key.first == formation.spec.type;
      if (long_up) resume(place.listed);
    }
    count(formation.spec.type);
  }
}

// It has been up for long: its start, which fill() put on the timeline, will find it started.
void Dynos::resume(const LifePtr& life) {
  const Instant since = world_.now() - app_.spec.running_for;
  life->started = true;
  life->metrics = app_.enabled("log-runtime-metrics");
  life->memory.start(world_.now(), true);
  life->dyno.state = DynoState::up;
  life->dyno.created_at = life->dyno.updated_at = life->started_at = since;
  life->truth->created_at = since;
  life->truth->started_at = life->truth->up_at = since;
  life->sampled_at = world_.now();
  plan_cycle(life);
  world_.timeline.after(life->random.between(Duration{0}, world_.timing.sample_every),
                        [this, life] { sample(life); });
}

void Dynos::fit(const ProcessType& type) {
  const Formation* formation = app_.find(type);
  const int quantity = formation ? formation->spec.quantity : 0;
  for (auto it = places_.begin(); it != places_.end();) {
    const bool surplus = it->first.first == type && it->first.second > quantity;
    if (surplus) remove(it->second);
    it = surplus ? places_.erase(it) : std::next(it);
  }
  fill(type, quantity);
  count(type);
}

void Dynos::fill(const ProcessType& type, int quantity) {
  for (int ordinal = 1; ordinal <= quantity; ++ordinal) {
    if (places_.contains({type, ordinal})) continue;
    Place& place = places_[{type, ordinal}];
    place.name = DynoName{fmt::format("{}.{}", type.text, ordinal)};
    place.type = type;
    const LifePtr life = create(place);
    world_.timeline.after(life->random.between(seconds{1}, seconds{4}), [this, life] { begin(life); });
  }
}

void Dynos::begin(const LifePtr& life) {
  if (life->ended || life->stopping || life->started) return;
  life->started = true;
  life->started_at = life->sampled_at = world_.now();
  life->metrics = app_.enabled("log-runtime-metrics");
  life->memory.start(world_.now(), false);
  life->truth->started_at = world_.now();
  const Formation* formation = app_.find(life->dyno.name.type());
  say(*life, fmt::format("Starting process with command `{}`", formation ? formation->spec.command : "true"));
  Random& random = life->random;
  const Timing& timing = world_.timing;
  world_.timeline.after(random.between(timing.first_sample.least, timing.first_sample.most),
                        [this, life] { sample(life); });
  world_.timeline.after(random.between(timing.boot.least, timing.boot.most), [this, life] { go_up(life); });
  plan_cycle(life);
}

void Dynos::go_up(const LifePtr& life) {
  if (life->ended || life->stopping || life->dyno.state != DynoState::starting) return;
  change(*life, DynoState::up);
  life->truth->up_at = world_.now();
  say(*life, "State changed from starting to up");
  count(life->dyno.name.type());
}

void Dynos::plan_cycle(const LifePtr& life) {
  if (!app_.spec.cycling) return;
  const Timing& timing = world_.timing;
  const Duration spread = life->random.between(timing.cycle_spread.least, timing.cycle_spread.most);
  const Instant due = life->dyno.created_at + timing.cycle_after + spread;
  world_.timeline.after(due - world_.now(), [this, life] {
    if (holding(*life)) replace(life->dyno.name, Cause::cycling, "Cycling");
  });
}

void Dynos::sample(const LifePtr& life) {
  if (life->ended) return;
  const ProcessType type = life->dyno.name.type();
  const double rate =
      type.text == "web" ? request_rate(app_.spec, world_.now()) / std::max(1, serving(type)) : 0;
  const double requests = rate * to_seconds(world_.now() - life->sampled_at);
  const Reading reading = print_sample(world_, app_, life, requests);
  const Timing& timing = world_.timing;
  const Duration jitter = life->random.between(timing.sample_jitter.least, timing.sample_jitter.most);
  world_.timeline.after(timing.sample_every + jitter, [this, life] { sample(life); });
  if (percent_of(reading.used(), life->size.quota) < 100.0 * life->size.kill_at) return;
  world_.timeline.after(milliseconds{60}, [this, life] {
    die(life, Cause::memory_kill, "Stopping process with SIGKILL", 137);
  });
}

void Dynos::end(const LifePtr& life) {
  life->ended = true;
  life->truth->ended_at = world_.now();
  if (life->dyno.state == DynoState::up) change(*life, DynoState::down);
  count(life->dyno.name.type());
}

void Dynos::retire(const LifePtr& life, Cause cause, Duration sigterm_after, Duration exit_after) {
  if (life->stopping || life->ended) return;
  life->stopping = true;
  life->truth->ended_by = cause;
  if (!life->started) return end(life);
  say_in(sigterm_after, life, "Stopping all processes with SIGTERM");
  const bool late = exit_after > exit_grace;
  if (late) {
    say_in(sigterm_after + exit_grace, life,
           "Error R12 (Exit timeout) -> At least one process failed to exit within 30 seconds of SIGTERM");
    say_in(sigterm_after + exit_grace, life, "Stopping remaining processes with SIGKILL");
  }
  const Duration exit = sigterm_after + std::min(exit_after, exit_grace + milliseconds{150});
  world_.timeline.after(exit, [this, life, late] {
    if (life->ended) return;
    say(*life, late ? "Process exited with status 137" : "Process exited with status 143");
    end(life);
  });
}

}  // namespace swapguard::sim
