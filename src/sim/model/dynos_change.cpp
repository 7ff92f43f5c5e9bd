// Dynos, second part: one generation takes the place of another.
#include <fmt/format.h>

#include <algorithm>

#include "sim/model/dynos.h"

namespace swapguard::sim {
namespace {

// The first crash is forgiven at once, later ones wait 20, 40, … 320 minutes (Heroku's cool-off).
Duration cool_off(int crashes) {
  return crashes <= 1 ? Duration{seconds{8}} : Duration{std::min(minutes{20} * (crashes - 1), minutes{320})};
}

}  // namespace

void Dynos::replace(const DynoName& name, Cause cause, std::string_view word) {
  const auto found = places_.find({name.type(), name.ordinal()});
  if (found == places_.end()) return;
  Place& place = found->second;
  if (preboots(place) && place.serves()) {
    if (cause == Cause::request) say_in(world_.timing.restarting_line, place.listed, std::string(word));
    if (cause == Cause::cycling) say(*place.listed, std::string(word));
    replace_beside(place, cause);
  } else {
    replace_in_place(place, cause, word);
  }
}

// The one that serves goes on, unlisted, until the window closes. A half-booted one in between is killed, and
// the old one lives on for another window.
void Dynos::replace_beside(Place& place, Cause cause) {
  const Timing& timing = world_.timing;
  const LifePtr before = place.listed;
  before->truth->unlisted_at = world_.now();
  if (place.has_old()) {
    retire(before, cause, timing.sigterm, milliseconds{300});
  } else {
    place.old = before;
    before->truth->ended_by = cause;
  }
  const LifePtr life = create(place);
  const LifePtr old = place.old;
  world_.timeline.after(life->random.between(seconds{1}, seconds{3}), [this, life] { begin(life); });
  const Duration window = life->random.between(timing.preboot_window.least, timing.preboot_window.most);
  world_.timeline.after(window, [this, life, old, cause] {
    Place* still = holding(*life);
    if (!still || still->old != old) return;
    still->old = nullptr;
    const Span exit = world_.timing.exit;
    retire(old, cause, Duration{0}, old->random.between(exit.least, exit.most));
    count(life->dyno.name.type());
  });
}

void Dynos::replace_in_place(Place& place, Cause cause, std::string_view word) {
  const Timing& timing = world_.timing;
  const LifePtr before = place.listed;
  const DynoState was = before->dyno.state;
  before->truth->unlisted_at = world_.now();
  if (before->truth->ended_by == Cause::none) before->truth->ended_by = cause;
  const Duration exit = before->random.between(timing.exit.least, timing.exit.most);
  say_in(timing.restarting_line, before, std::string(word));
  if (was != DynoState::starting) {
    say_in(timing.restarting_line + milliseconds{13}, before,
           fmt::format("State changed from {} to starting", to_text(was)));
  }
  change(*before, DynoState::stopping);
  retire(before, cause, timing.sigterm, exit);
  if (place.old) {
    retire(place.old, cause, timing.sigterm, exit);
    place.old = nullptr;
  }
  const LifePtr life = create(place);
  const Duration gone = timing.sigterm + std::min(exit, Duration{seconds{31}});
  world_.timeline.after(gone + life->random.between(timing.start.least, timing.start.most),
                        [this, life] { begin(life); });
  count(place.type);
}

void Dynos::replace_type(const ProcessType& type, Cause cause) {
  std::vector<DynoName> names;
  for (const auto& [key, place] : places_) {
    if (key.first == type) names.push_back(place.name);
  }
  for (const DynoName& name : names) replace(name, cause);
}

void Dynos::replace_all(Cause cause) {
  for (const Formation& formation : app_.formation) replace_type(formation.spec.type, cause);
}

void Dynos::remove(Place& place) {
  const Span exit = world_.timing.exit;
  for (const LifePtr& life : {place.listed, place.old}) {
    if (!life) continue;
    if (!life->truth->unlisted_at) life->truth->unlisted_at = world_.now();
    const Duration leaving = life->random.between(exit.least, exit.most);
    retire(life, Cause::scale, seconds{1}, leaving);
    change(*life, DynoState::down);
    say_in(seconds{1} + leaving + milliseconds{80}, life, "State changed from up to down");
  }
}

void Dynos::crash(const DynoName& name) {
  const LifePtr life = listed(name.text);
  if (life && life->started && !life->stopping) die(life, Cause::crash, "", 1);
}

void Dynos::die(const LifePtr& life, Cause cause, std::string_view signal_line, int status) {
  if (life->ended) return;
  const DynoState was = life->dyno.state;
  if (!signal_line.empty()) say(*life, std::string(signal_line));
  life->truth->ended_by = cause;
  say(*life, fmt::format("Process exited with status {}", status));
  end(life);
  if (!holding(*life)) return;
  change(*life, DynoState::crashed);
  say(*life, fmt::format("State changed from {} to crashed", to_text(was)));
  revive(life, cause);
}

void Dynos::revive(const LifePtr& dead, Cause cause) {
  Place* place = holding(*dead);
  if (cause == Cause::crash) ++place->crashes;
  const Duration pause = cause == Cause::crash ? cool_off(place->crashes) : seconds{3};
  world_.timeline.after(pause, [this, dead] {
    Place* still = holding(*dead);
    if (!still) return;
    dead->truth->unlisted_at = world_.now();
    say(*dead, "State changed from crashed to starting");
    const LifePtr life = create(*still);
    world_.timeline.after(life->random.between(seconds{1}, seconds{3}), [this, life] { begin(life); });
  });
}

void Dynos::forgive_crashes() {
  for (auto& [key, place] : places_) place.crashes = 0;
}

void Dynos::reshape(const DynoName& name, const MemoryShape& shape) {
  if (const LifePtr life = listed(name.text)) life->memory.reshape(shape);
}

LifePtr Dynos::listed(std::string_view name_or_id) const {
  const auto id = DynoId::parse(name_or_id);
  for (const auto& [key, place] : places_) {
    if (id ? place.listed->dyno.id == *id : place.name.text == name_or_id) return place.listed;
  }
  return nullptr;
}

std::vector<guard::PlatformDyno> Dynos::list() const {
  std::vector<guard::PlatformDyno> dynos;
  for (const auto& [key, place] : places_) dynos.push_back(place.listed->dyno);
  return dynos;
}

std::vector<LifePtr> Dynos::running(const ProcessType& type) const {
  std::vector<LifePtr> lives;
  for (const auto& [key, place] : places_) {
    if (key.first != type) continue;
    if (place.has_old()) lives.push_back(place.old);
    if (place.listed->started && !place.listed->ended) lives.push_back(place.listed);
  }
  return lives;
}

int Dynos::serving(const ProcessType& type) const {
  int up = 0;
  for (const auto& [key, place] : places_) {
    if (key.first == type && place.serves()) ++up;
  }
  return up;
}

}  // namespace swapguard::sim
