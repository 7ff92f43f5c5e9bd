#include "rehearse/own_restarts.h"

#include <algorithm>
#include <cmath>

namespace swapguard::rehearse {
namespace {

constexpr std::size_t boots_max = 10'000;
constexpr Duration boot_most = minutes{10};  // longer: a state line was lost

template <class Value>
Value median(std::vector<Value> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::optional<double> relative_deviation(const std::vector<Bytes>& levels) {
  if (levels.size() < 2) return std::nullopt;
  double sum = 0, squares = 0;
  for (const Bytes level : levels) sum += level.to_megabytes();
  const double mean = sum / static_cast<double>(levels.size());
  for (const Bytes level : levels) squares += std::pow(level.to_megabytes() - mean, 2);
  if (mean <= 0) return std::nullopt;
  return std::sqrt(squares / static_cast<double>(levels.size() - 1)) / mean;
}

}  // namespace

Bytes Lesson::at(Duration age) const {
  const auto minute = static_cast<std::size_t>(std::max<std::int64_t>(0, age / minutes{1}));
  return after[std::min(minute, after.size() - 1)];
}

Bytes Lesson::lowest() const { return *std::min_element(after.begin(), after.end()); }

void OwnRestarts::take(const observe::Observation& line) {
  if (!line.trusted || line.dyno.empty()) return;
  if (const auto* sample = std::get_if<observe::MemorySample>(&line.what)) {
    sampled(line.dyno, *sample, line.at);
  } else if (const auto* change = std::get_if<observe::StateChange>(&line.what)) {
    changed(line.dyno, *change, line.at);
  } else if (const auto* life = std::get_if<observe::Lifecycle>(&line.what)) {
    if (life->step == observe::LifecycleStep::starting_process) places_[line.dyno].starting = true;
  }
}

void OwnRestarts::changed(const DynoName& dyno, const observe::StateChange& change, Instant at) {
  Place& place = places_[dyno];
  if (change.to == DynoState::starting) {
    place.starting = true;
    place.starting_since = at;
  }
  if (change.to == DynoState::up && place.starting_since) {
    auto& boots = types_[dyno.type()].boots;
    const Duration boot = at - *place.starting_since;
    if (boot >= Duration{} && boot <= boot_most && boots.size() < boots_max) boots.push_back(boot);
    place.starting_since.reset();
  }
}

void OwnRestarts::sampled(const DynoName& dyno, const observe::MemorySample& sample, Instant at) {
  Place& place = places_[dyno];
  auto found = lives_.find(sample.id);
  if (found == lives_.end()) {
    if (lives_.size() >= generations_max) return;
    const bool begun = place.starting || !place.id.is_nil();
    found = lives_.emplace(sample.id, Life{dyno.type(), begun, at, {}, {}}).first;
    place.id = sample.id;
    place.starting = false;
  }
  Life& life = found->second;
  life.reading.take(sample);
  const auto used = life.reading.used();
  if (!used) return;
  Seen& seen = types_[life.type];
  seen.lowest = std::min(seen.lowest.value_or(*used), *used);
  if (!life.begun || at < life.first) return;
  // The last sample of a minute stands for it; minutes without one take what was before.
  const auto minute = static_cast<std::size_t>((at - life.first) / minutes{1});
  if (minute >= minutes_followed) return;
  while (life.by_minute.size() < minute) {
    life.by_minute.push_back(life.by_minute.empty() ? *used : life.by_minute.back());
  }
  if (life.by_minute.size() == minute) life.by_minute.push_back(*used);
  life.by_minute[minute] = *used;
}

Lessons OwnRestarts::lessons() const {
  Lessons lessons;
  for (const auto& [type, seen] : types_) {
    if (seen.lowest) lessons[type] = lesson(type, seen);
  }
  return lessons;
}

Lesson OwnRestarts::lesson(const ProcessType& type, const Seen& seen) const {
  Lesson lesson;
  if (!seen.boots.empty()) lesson.down = median(seen.boots);
  std::vector<const Life*> begun;
  std::vector<Bytes> levels;
  for (const auto& [id, life] : lives_) {
    if (life.type != type || life.by_minute.empty()) continue;
    begun.push_back(&life);
    levels.push_back(life.by_minute[std::min(settled_after, life.by_minute.size() - 1)]);
  }
  lesson.restarts = static_cast<int>(begun.size());
  lesson.spread = relative_deviation(levels);
  // As long as half of them lived: a curve of the few that lived longest would be of other dynos.
  for (std::size_t minute = 0; minute < minutes_followed; ++minute) {
    std::vector<Bytes> now;
    for (const Life* life : begun) {
      if (minute < life->by_minute.size()) now.push_back(life->by_minute[minute]);
    }
    if (now.empty() || now.size() * 2 < begun.size()) break;
    lesson.after.push_back(median(std::move(now)));
  }
  if (lesson.after.empty()) lesson.after.push_back(*seen.lowest);
  return lesson;
}

}  // namespace swapguard::rehearse
