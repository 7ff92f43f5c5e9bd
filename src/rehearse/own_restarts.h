// OwnRestarts: what the restarts in a log itself did to memory, of whatever cause: cycling, deploys, crashes,
// people, swapguard. From it the rehearsal knows how far an imagined restart would have freed memory.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/observe/observation.h"
#include "rehearse/reading.h"

namespace swapguard::rehearse {

// Of one process type.
struct Lesson {
  int restarts = 0;  // generations whose first minutes the log shows
  // RSS + swap by minute of age, the median of those generations; never empty. Without a restart in the log
  // one value: the lowest ever seen.
  std::vector<Bytes> after;
  // Standard deviation of the level after the boot as a share of its mean; nothing below two restarts.
  std::optional<double> spread;
  Duration down = seconds{30};  // from the stop until the next process is up: the median, if told

  Duration ramp() const { return minutes{1} * static_cast<std::int64_t>(restarts == 0 ? 0 : after.size()); }
  Bytes at(Duration age) const;
  Bytes lowest() const;
};

using Lessons = std::map<ProcessType, Lesson>;

class OwnRestarts {
 public:
  // A generation is followed for so long; after it, growth is that of the log.
  static constexpr std::size_t minutes_followed = 60;
  // The level that the spread is told of: boots and their peaks are over.
  static constexpr std::size_t settled_after = 5;
  static constexpr std::size_t generations_max = 20'000;

  void take(const observe::Observation& line);
  // Of every type that sent samples.
  Lessons lessons() const;

 private:
  struct Life {
    ProcessType type;
    bool begun = false;  // the log shows its beginning
    Instant first;
    Reading reading;
    std::vector<Bytes> by_minute;
  };
  struct Place {
    DynoId id;  // the newest that reported
    bool starting = false;
    std::optional<Instant> starting_since;
  };
  struct Seen {
    std::optional<Bytes> lowest;
    std::vector<Duration> boots;
  };

  void sampled(const DynoName& dyno, const observe::MemorySample& sample, Instant at);
  void changed(const DynoName& dyno, const observe::StateChange& change, Instant at);
  Lesson lesson(const ProcessType& type, const Seen& seen) const;

  std::map<DynoName, Place> places_;
  std::map<DynoId, Life> lives_;
  std::map<ProcessType, Seen> types_;
};

}  // namespace swapguard::rehearse
