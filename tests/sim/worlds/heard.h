// HeardBook: what the samples that reached one run of a swapguard say, derived anew from the lines alone:
// which generations have three readings in a row at their limit.
#pragma once

#include <optional>
#include <unordered_map>

#include "core/observe/observation.h"
#include "core/policy/policy.h"

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
  const HeardLife* take(const policy::AppPolicy& app, const observe::Observation& line, Instant now) {
    const auto* sample = std::get_if<observe::MemorySample>(&line.what);
    if (!sample || !sample->rss || !sample->swap) return nullptr;
    HeardLife& known = lives_[sample->id];
    if (line.at <= known.newest) return nullptr;
    if (known.dyno != line.dyno) known.dyno = line.dyno;
    known.newest = line.at;
    const auto& policy = app.of(line.dyno.type());
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
  const HeardLife* find(const DynoId& id) const {
    const auto found = lives_.find(id);
    return found == lives_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<DynoId, HeardLife> lives_;  // looked up only
};

}  // namespace swapguard::worlds
