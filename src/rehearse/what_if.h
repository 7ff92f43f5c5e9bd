// WhatIf: a log as it would have read had a guard restarted dynos that nobody restarted then. One history is
// all a log shows; this imagines another, plainly:
//
// After an imagined restart the dyno is away for as long as the log's own boots took, then it is a new
// generation whose memory follows what the log's own restarts of that type left, minute by minute, for at
// most an hour. From there it grows as the real generation grew at those times: real memory less an offset
// that stays. It is never more than the real memory and never less than the lowest of those first minutes (or
// the real memory, if that is lower still). A real restart in the log ends the imagination. R14, R15 and
// `Process running mem=` lines of a dyno whose memory is imagined stay only where the imagined memory would
// have caused them. Everything else, requests above all, stays as it was: a log cannot tell what its users
// would have met.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/ring.h"
#include "core/observe/observation.h"
#include "rehearse/own_restarts.h"

namespace swapguard::rehearse {

// What hindsight says of an imagined restart.
enum class Judged {
  open,        // the log still runs
  needed,      // without it the dyno would have passed its quota, before the log's own next restart of it
  not_needed,  // it would not
  unknown,     // the log ended within the hour, or restarted the dyno itself just then
};

struct ImaginedRestart {
  DynoName dyno;
  Instant at, up_at;
  bool preboot = false;
  Judged judged = Judged::open;
};

class WhatIf {
 public:
  // With preboot the old generation serves until so long after the restart.
  static constexpr Duration overlap = minutes{3};

  // `preboot`: the types under it.
  explicit WhatIf(Lessons lessons, std::set<ProcessType> preboot = {});

  // A guard restarts this generation, imagined or real. What is not known (no sample came) changes nothing.
  void restart(const DynoName& dyno, const DynoId& id, Instant at);

  // The line as the imagined world has it: the same, changed, or not at all; before it the state changes of
  // imagined restarts that fell due. The sink may call restart().
  using Sink = std::function<void(const observe::Observation&)>;
  void take(const observe::Observation& line, const Sink& sink);

  // The log is over: judges what is still open.
  void finish(Instant end);
  const std::vector<ImaginedRestart>& restarts() const { return restarts_; }

 private:
  // One imagined life of a real generation.
  struct Imagined {
    DynoId id;
    Instant up_at;
    std::optional<Bytes> offset;  // once the first minutes are over
    std::optional<Bytes> used;    // as last imagined
  };
  // What the real generation did, and what became of it here.
  struct Life {
    DynoName dyno;
    Reading real;
    Ring<Bytes, 15> recent;          // real RSS + swap
    std::optional<Imagined> before;  // serves still until `now` is up; nothing: the real one
    std::optional<Imagined> now;
    std::uint64_t restarts = 0;
    std::optional<Bytes> used;  // as last shown
  };
  // What would have been without a restart, until it is judged.
  struct Ghost {
    std::size_t restart;  // index
    std::optional<Imagined> life;
  };

  void sampled(observe::Observation line, const Sink& sink);
  void put_off(observe::Observation line);
  void put_due(Instant until, const Sink& sink);
  void interrupt(const DynoName& dyno);
  void cycled(const DynoName& dyno);
  void ended(const DynoId& real, Instant at);
  void look_back(const DynoId& real, const Life& life, Bytes used, Instant at);
  Bytes imagine(Imagined& imagined, const Life& life, Bytes used, Instant at) const;
  const Life* last_heard(const DynoName& dyno) const;
  bool would_say(const observe::Observation& line, const Life& life) const;

  Lessons lessons_;
  std::set<ProcessType> preboot_;
  std::map<DynoId, Life> lives_;        // by the real id
  std::map<DynoId, DynoId> real_;       // imagined id → real id
  std::map<DynoName, DynoId> holders_;  // the real generation that came last
  std::map<DynoName, DynoId> heard_;    // the one whose sample came last; under preboot two take turns
  std::map<DynoId, std::vector<Ghost>> ghosts_;
  std::deque<observe::Observation> due_;  // by time
  std::vector<ImaginedRestart> restarts_;
};

}  // namespace swapguard::rehearse
