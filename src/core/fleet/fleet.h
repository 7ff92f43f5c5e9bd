// Fleet: the dynos of one app as the log and the platform tell them.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/fleet/place.h"
#include "core/observe/observation.h"
#include "core/platform/dyno_map.h"

namespace swapguard::fleet {

// What the platform told of a process type; what it did not tell is learned from the log.
struct Formation {
  std::optional<int> quantity;
  std::optional<Bytes> quota;
  double kill_at = 2.0;  // R15 at this multiple of the quota
  bool preboot = false;
};

class Fleet {
 public:
  static constexpr std::size_t places_max = 10'000;
  // A place without a line for this long is forgotten, and so is a generation that left its place.
  static constexpr Duration forgotten_after = hours{2};

  // The place and generation that a memory sample changed; `judged` when it completed a reading.
  struct Sampled {
    const Place* place = nullptr;
    Generation* generation = nullptr;
    bool judged = false;
    bool fresh = false;  // the generation's first line
  };
  Sampled take_sample(const DynoName& name, const observe::MemorySample& sample, Instant at);
  Sampled take_sample(Place& home, const observe::MemorySample& sample, Instant at);

  // The place of a line about a dyno; made when new. Nothing when the bound of places is reached.
  Place* place(const DynoName& name);
  const Place* find(const DynoName& name) const;
  const DynoMap<Place>& places() const { return places_; }

  void take_scale(const observe::Scaled& scaled);
  Formation& formation(const ProcessType& type) { return formations_[type]; }
  const Formation* find_formation(const ProcessType& type) const;
  const std::map<ProcessType, Formation>& formations() const { return formations_; }

  // How many dynos the type should have: as told, otherwise as many as report.
  int quantity(const ProcessType& type, Instant at) const;

  void forget(Instant at);

 private:
  void fetch_ahead(const Place& place) const;

  DynoMap<Place> places_;
  Trace newest_;  // the place of the newest line
  std::map<ProcessType, Formation> formations_;
};

}  // namespace swapguard::fleet
