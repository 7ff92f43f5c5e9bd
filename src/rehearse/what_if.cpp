#include "rehearse/what_if.h"

#include <algorithm>

namespace swapguard::rehearse {
namespace {

using observe::Observation;

constexpr Duration soon = seconds{1};           // from the request until the process is stopped
constexpr Duration restarted_too = minutes{5};  // the log's own restart is then the same one
constexpr Duration judged_after = hours{1};     // of log that must follow, to say that nothing came

// Always the same for the same generation and number: two FNV-1a hashes.
DynoId imagined_id(const DynoId& real, std::uint64_t number) {
  DynoId id;
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t hash = 1469598103934665603ULL + half;
    const auto mix = [&](std::uint64_t octet) { hash = (hash ^ (octet & 255U)) * 1099511628211ULL; };
    for (const std::uint8_t octet : real.octets) mix(octet);
    for (int shift = 0; shift < 64; shift += 8) mix(number >> shift);
    for (std::size_t i = 0; i < 8; ++i) id.octets[half * 8 + i] = static_cast<std::uint8_t>(hash >> (i * 8));
  }
  return id;
}

Bytes median(const Ring<Bytes, 15>& ring) {
  std::vector<Bytes> values;
  for (std::size_t i = 0; i < ring.size(); ++i) values.push_back(ring[i]);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Takes `cut` off a sample: first off its swap, then off its RSS. `real` is what the generation last said.
void take_off(observe::MemorySample& sample, Bytes cut, const Reading& real) {
  const Bytes swap = real.swap.value_or(Bytes{});
  const Bytes off_swap = std::min(cut, swap);
  if (sample.swap) *sample.swap = *sample.swap - std::min(off_swap, *sample.swap);
  if (sample.rss) *sample.rss = *sample.rss - std::min(cut - off_swap, *sample.rss);
  if (sample.total) *sample.total = *sample.total - std::min(cut, *sample.total);
}

}  // namespace

WhatIf::WhatIf(Lessons lessons, std::set<ProcessType> preboot)
    : lessons_(std::move(lessons)), preboot_(std::move(preboot)) {}

void WhatIf::restart(const DynoName& dyno, const DynoId& id, Instant at) {
  const auto known = real_.find(id);
  const DynoId real = known == real_.end() ? id : known->second;
  const auto found = lives_.find(real);
  const auto lesson = lessons_.find(dyno.type());
  if (found == lives_.end() || lesson == lessons_.end()) return;
  Life& life = found->second;
  const bool preboot = preboot_.contains(dyno.type());
  const Instant up_at = at + (preboot ? overlap : soon + lesson->second.down);
  const bool over = life.used && life.real.quota && *life.used > *life.real.quota;
  restarts_.push_back({dyno, at, up_at, preboot, over ? Judged::needed : Judged::open});
  if (!over) ghosts_[real].push_back({restarts_.size() - 1, life.now});
  life.before = life.now;
  life.now = Imagined{imagined_id(real, ++life.restarts), up_at, {}, {}};
  real_[life.now->id] = real;
  // What the platform would print of it.
  using observe::Lifecycle, observe::StateChange;
  if (!preboot) put_off({at + soon, dyno, StateChange{DynoState::up, DynoState::starting}});
  put_off({at + soon, dyno, Lifecycle{observe::LifecycleStep::starting_process, {}}});
  if (!preboot) put_off({up_at, dyno, StateChange{DynoState::starting, DynoState::up}});
}

void WhatIf::put_off(Observation line) {
  const auto later =
      std::find_if(due_.begin(), due_.end(), [&](const auto& each) { return each.at > line.at; });
  due_.insert(later, std::move(line));
}

void WhatIf::take(const Observation& line, const Sink& sink) {
  put_due(line.at, sink);
  if (std::holds_alternative<observe::MemorySample>(line.what)) return sampled(line, sink);
  if (const auto* load = std::get_if<observe::LoadSample>(&line.what)) {
    const auto found = lives_.find(load->id);
    if (found == lives_.end() || !found->second.now) return sink(line);
    const Life& life = found->second;
    if (line.at < life.now->up_at && !life.before) return;
    Observation shown = line;
    std::get<observe::LoadSample>(shown.what).id = line.at < life.now->up_at ? life.before->id : life.now->id;
    return sink(shown);
  }
  if (const auto* step = std::get_if<observe::Lifecycle>(&line.what)) {
    interrupt(line.dyno);
    if (step->step == observe::LifecycleStep::cycling) cycled(line.dyno);
  } else if (std::holds_alternative<observe::StateChange>(line.what)) {
    interrupt(line.dyno);
  }
  const Life* life = last_heard(line.dyno);
  if (life == nullptr || would_say(line, *life)) return sink(line);
}

// Whom a line about memory is about: it names the place alone, but follows the sample that it belongs to.
// Nothing when that generation is as it really was: then everything stands.
const WhatIf::Life* WhatIf::last_heard(const DynoName& dyno) const {
  const auto heard = heard_.find(dyno);
  if (heard == heard_.end()) return nullptr;
  const Life& life = lives_.at(heard->second);
  return life.now ? &life : nullptr;
}

bool WhatIf::would_say(const Observation& line, const Life& life) const {
  const auto* error = std::get_if<observe::DynoError>(&line.what);
  const bool about_memory = std::holds_alternative<observe::MemoryNotice>(line.what) ||
                            (error != nullptr && (error->code == 14 || error->code == 15));
  if (!about_memory || !life.used || !life.real.used()) return true;
  // The platform kills at a depth that only the log knows: a kill falls only where nothing was freed.
  if (error != nullptr && error->code == 15) return *life.used >= *life.real.used();
  const bool away = line.at < life.now->up_at && !preboot_.contains(line.dyno.type());
  return !away && life.real.quota && *life.used > *life.real.quota;
}

void WhatIf::put_due(Instant until, const Sink& sink) {
  while (!due_.empty() && due_.front().at <= until) {
    const Observation line = std::move(due_.front());
    due_.pop_front();
    sink(line);
  }
}

// The log tells itself what this dyno does next.
void WhatIf::interrupt(const DynoName& dyno) {
  std::erase_if(due_, [&](const auto& line) { return line.dyno == dyno; });
}

void WhatIf::sampled(Observation line, const Sink& sink) {
  auto& sample = std::get<observe::MemorySample>(line.what);
  const DynoId real = sample.id;
  const auto [found, fresh] = lives_.try_emplace(real);
  Life& life = found->second;
  if (fresh) {
    life.dyno = line.dyno;
    if (const auto held = holders_.find(line.dyno); held != holders_.end()) ended(held->second, line.at);
    holders_[line.dyno] = real;
    interrupt(line.dyno);
  }
  heard_[line.dyno] = real;
  life.real.take(sample);
  const auto used = life.real.used();
  if (used && (sample.rss || sample.total)) {
    look_back(real, life, *used, line.at);
    life.recent.push(*used);
  }
  life.used = used;
  if (!life.now || !used) return sink(line);
  const bool away = line.at < life.now->up_at;
  // Stopped, not up again; with preboot what served before serves still.
  if (away && !preboot_.contains(line.dyno.type())) return;
  std::optional<Imagined>& serving = away ? life.before : life.now;
  if (!serving) return sink(line);
  serving->used = imagine(*serving, life, *used, line.at);
  life.used = serving->used;
  sample.id = serving->id;
  take_off(sample, *used - *serving->used, life.real);
  sink(line);
}

// How much is used under this life; before its first minutes are over, what the log's own restarts left.
Bytes WhatIf::imagine(Imagined& imagined, const Life& life, Bytes used, Instant at) const {
  const Lesson& lesson = lessons_.at(life.dyno.type());
  const Duration age = at - imagined.up_at;
  if (age < lesson.ramp()) return std::min(used, lesson.at(age));
  if (!imagined.offset) {
    const Bytes usual = life.recent.empty() ? used : median(life.recent);
    imagined.offset = std::max(Bytes{}, usual - lesson.after.back());
  }
  return std::max(std::min(used, lesson.lowest()), used - *imagined.offset);
}

void WhatIf::look_back(const DynoId& real, const Life& life, Bytes used, Instant at) {
  const auto found = ghosts_.find(real);
  if (found == ghosts_.end() || !life.real.quota) return;
  std::erase_if(found->second, [&](Ghost& ghost) {
    const Bytes would = ghost.life ? imagine(*ghost.life, life, used, at) : used;
    if (would <= *life.real.quota) return false;
    restarts_[ghost.restart].judged = Judged::needed;
    return true;
  });
}

// The platform renews it once a day whatever we do: a restart short before was for nothing.
void WhatIf::cycled(const DynoName& dyno) {
  const auto holder = holders_.find(dyno);
  if (holder == holders_.end()) return;
  for (const Ghost& ghost : ghosts_[holder->second]) restarts_[ghost.restart].judged = Judged::not_needed;
  ghosts_.erase(holder->second);
}

void WhatIf::ended(const DynoId& real, Instant at) {
  const auto found = ghosts_.find(real);
  if (found == ghosts_.end()) return;
  for (const Ghost& ghost : found->second) {
    ImaginedRestart& restart = restarts_[ghost.restart];
    restart.judged = at - restart.at < restarted_too ? Judged::unknown : Judged::not_needed;
  }
  ghosts_.erase(found);
}

void WhatIf::finish(Instant end) {
  for (ImaginedRestart& restart : restarts_) {
    if (restart.judged != Judged::open) continue;
    restart.judged = end - restart.at < judged_after ? Judged::unknown : Judged::not_needed;
  }
  ghosts_.clear();
}

}  // namespace swapguard::rehearse
