// HeardBook: what the samples that reached each swapguard say, derived anew from the lines alone: which
// generations have three readings in a row at their limit.
#pragma once

#include <map>

#include "sim/worlds/checkers.h"

namespace swapguard::worlds {

struct HeardLife {
  DynoName dyno;
  Instant newest{};                     // by the lines' own time
  int over = 0;                         // in a row at the limit, the newest included
  std::optional<Instant> wanted_since;  // true time: a restart has been wanted without a break since
  std::optional<Instant> first_wanted;  // … for the first time in its life
  std::optional<Instant> ceased_at;     // … until then
};

class HeardBook {
 public:
  // Takes a line; the generation when it was a new reading of one, null otherwise.
  HeardLife* take(const Life& life, const observe::Observation& line, Instant now) {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || !sample->rss || !sample->swap) return nullptr;
    HeardLife& known = lives_[life.guard][sample->id];
    known.dyno = line.dyno;
    if (line.at <= known.newest) return nullptr;
    known.newest = line.at;
    const auto& policy = life.policy.of(line.dyno.type());
    const auto limit = sample->quota ? policy.restart_at.of(*sample->quota) : std::nullopt;
    const bool over = limit && *sample->rss + *sample->swap >= *limit;
    known.over = over ? known.over + 1 : 0;
    if (known.over >= policy.sustained.samples) {
      if (!known.wanted_since) known.wanted_since = now;
      if (!known.first_wanted) known.first_wanted = now;
    } else {
      known.ceased_at = now;
      known.wanted_since.reset();
    }
    return &known;
  }
  void forget(const Life& life) { lives_.erase(life.guard); }
  std::map<DynoId, HeardLife>& of(const Life& life) { return lives_[life.guard]; }

 private:
  std::map<int, std::map<DynoId, HeardLife>> lives_;
};

}  // namespace swapguard::worlds
