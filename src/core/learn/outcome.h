// Outcome: what a restart did. Memory before and after, how long the boot took, the requests that failed, and
// whether it helped; and from all of them what restarts of a process type are like.
#pragma once

#include <optional>
#include <type_traits>

#include "core/base/bytes.h"
#include "core/base/name.h"
#include "core/base/ring.h"
#include "core/learn/minute_counts.h"
#include "core/platform/dyno_map.h"

namespace swapguard::learn {

struct Outcome {
  DynoName dyno;
  DynoId id;            // of the replacement
  Instant begun;        // the restart
  DecisionId decision;  // empty: not ours
  Bytes before;
  std::optional<Bytes> settled;  // the first reading three minutes after the first one of the replacement
  std::optional<Bytes> base;     // … and ten minutes after it
  std::optional<Duration> boot;  // starting → up, where the log told both
  Duration lost{};               // the place served nothing; 0 under preboot
  Requests after;                // to the dyno or to none, in the five minutes from the restart
  double usual_failed = 0;       // so many of them fail at the rate of the half hour before
  bool helped = false;           // at least a twentieth of the quota was given back and stayed so

  // What is kept over a restart of swapguard (archive.h): what is known before the end.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.dyno, self.id, self.begun, self.decision, self.before, self.settled);
  }
};

// What restarts of a process type are like, from the newest eight.
struct Restarting {
  std::optional<Duration> boot;  // starting → up, the median
  std::optional<Bytes> base;     // memory ten minutes after, the median
  int restarts = 0;              // whose end was seen
  int helped = 0;
};

// Of one process type. O(1) a line; at most `places_max` places, others are not watched.
class Outcomes {
 public:
  static constexpr std::size_t places_max = 500;
  static constexpr Duration settles_after = minutes{3};
  static constexpr Duration told_after = minutes{10};
  static constexpr Duration failures_within = minutes{5};
  static constexpr Duration usual_within = minutes{30};

  // A restart of this place began, by our `decision` or by other hands. The newest word counts.
  void restarting(const DynoName& place, const DecisionId& decision, Instant at);
  void state(const DynoName& place, DynoState state, Instant at);
  // A request to the place, or (H10, H14 …) to no dyno at all.
  void request(DynoSpot place, bool failed, Instant at);
  void request_to_none(bool failed, Instant at) { to_none_.push(failed, at); }
  // True when this generation is new at a place that was known: its first reading comes next.
  bool replaces(DynoSpot place, const DynoId& id);
  // A reading of a generation. Gives the outcome of the restart that made it, once, with the first reading
  // after `told_after`. Generations that nobody restarted (a deploy, a crash) have none, but are learned
  // from.
  std::optional<Outcome> sample(DynoSpot place, const DynoId& id, Bytes used, std::optional<Bytes> quota,
                                bool preboot, Instant at);

  Restarting restarting() const;

  // What is kept over a restart of swapguard (archive.h): what was learned, and of places those whose restart
  // is not over.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.boots_, self.bases_, self.restarts_, self.helped_);
    if constexpr (std::is_const_v<Self>) {
      archive(self.pending());
    } else {
      archive(self.places_);
    }
  }
  // Nothing was seen from `then` to `now`. Outcomes that were due meanwhile are given up, and those that are
  // told tell no requests.
  void resume(Instant then, Instant now);

 private:
  struct Begun {
    Instant at;
    DecisionId decision;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.at, self.decision);
    }
  };
  struct Place {
    DynoId id;
    Instant first_sample{}, last_sample{};
    Bytes used;
    MinuteCounts requests;
    std::optional<Instant> starting_at;
    std::optional<Duration> boot;  // of the newest start that came up
    std::optional<Begun> begun;    // a restart whose replacement has not been seen
    std::optional<Outcome> open;
    bool restarted = false;  // `open` is of a restart
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.id, self.first_sample, self.last_sample, self.used, self.boot, self.begun, self.open,
              self.restarted);
    }
  };

  DynoMap<Place> pending() const;
  void replace(Place& place, const DynoName& name, const DynoId& id, Instant at);
  static void give_up(Place& place);
  void count_requests(Outcome& outcome, const Place& place) const;
  void close(Place& place, std::optional<Bytes> quota, bool preboot);

  DynoMap<Place> places_;
  Instant seen_until_{}, resumed_{};  // before the restart of swapguard, and from then on
  Instant next_look_{};               // for room, while there is none
  MinuteCounts to_none_;
  Ring<Duration, 8> boots_;
  Ring<Bytes, 8> bases_;
  int restarts_ = 0, helped_ = 0;
};

}  // namespace swapguard::learn
