// Harm: from which level of memory on the requests of a process type fare worse, learned from router lines.
// O(1) a request and a sample; memory is bounded by the dyno places watched (500, a kilobyte each) and the
// generations remembered (64).
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <type_traits>

#include "core/base/name.h"
#include "core/learn/harm_evidence.h"
#include "core/learn/service_times.h"
#include "core/platform/dyno_map.h"

namespace swapguard::learn {

class Harm {
 public:
  static constexpr std::size_t places_max = 500;
  static constexpr std::size_t lives_max = 64;
  // Requests this soon after the boot tell of caches that fill, not of memory.
  static constexpr Duration warm_up = minutes{5};
  // How often what was seen is weighed anew.
  static constexpr Duration weighed_every = hours{4};

  // A reading of the generation that holds the place; `percent` of its own quota, `age` since its boot.
  // Readings come in the order of time for each place.
  void sample(DynoSpot place, const DynoId& id, double percent, Duration age, Instant at);
  // A request that the place served. It counts only when a later sample of the same generation shows that the
  // dyno was neither ending nor booting. `failed`: 5xx or H12.
  void request(DynoSpot place, std::optional<Duration> service, bool failed, Instant at);
  // The dyno at this place is being stopped or started: for minutes nothing counts. (Under preboot the line
  // may be about the generation that leaves while the next one serves.)
  void interrupted(const DynoName& place, Instant at);

  // The level that the evidence carries; nothing while it carries none. It takes two weighings in agreement.
  const std::optional<HarmLevel>& level() const { return level_; }
  // Weighs now instead of at the next sample after `weighed_every`.
  void weigh(Instant at);

  // What is kept over a restart of swapguard (archive.h). Blocks in the making are not.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.live_, self.ended_, self.traffic_.rate, Sparse{self.usual_}, self.overall_);
    for (auto& hour : self.day_) archive(Sparse{hour});
    archive(self.level_, self.candidate_, self.unsupported_, self.next_weighing_);
  }
  // Nothing was seen from `then` to `now`. Generations that were there before are waited for: found again
  // they go on, as one life and not as two.
  void resume(Instant then, Instant now);

 private:
  // What is known of the generation at one place since its newest block.
  struct Live {
    DynoId id;
    Instant last_sample{}, block_from{}, interrupted_until{};
    double percent_sum = 0;
    int samples = 0;
    std::uint32_t requests = 0, failed = 0;
    ServiceTimes times;
    Instant minute{};                      // of its newest request
    std::unique_ptr<LifeProfile> profile;  // null before its first block: workers have none

    void begin_block(Instant at);
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      LifeProfile profile = self.profile ? *self.profile : LifeProfile{};
      archive(self.id, self.last_sample, self.interrupted_until, profile);
      if constexpr (!std::is_const_v<Self>) {
        self.profile = profile.blocks > 0 ? std::make_unique<LifeProfile>(profile) : nullptr;
      }
    }
  };
  // Requests a minute for each dyno that serves, smoothed: the traffic that a block stood under.
  struct Traffic {
    Instant minute{}, whole_from{};  // what came before that is part of a minute
    int requests = 0, dynos = 0;
    double rate = 0;  // 0: not known

    void request(Live& live, Instant at);
  };
  // What is usual at one rate of traffic.
  struct Usual {
    double weight = 0;
    BlockValues mean{};

    bool operator==(const Usual&) const = default;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(Coarse{self.weight}, Coarse{self.mean});
    }
  };

  void close_block(Live& live, Instant at);
  BlockValues less_the_usual(const BlockValues& block);
  void finish(Live& live);
  bool is_over(const Live& live, Instant at) const;

  DynoMap<Live> live_;
  std::deque<LifeProfile> ended_;  // the newest generations that are over
  Traffic traffic_;
  std::array<Usual, 96>
      usual_{};  // a row a quarter of an octave of traffic, from one request in four minutes
  Usual overall_;
  DayProfile day_{};
  std::optional<HarmLevel> level_, candidate_;
  int unsupported_ = 0;  // weighings in a row that did not find the level again
  Instant next_weighing_{}, resumed_{};
};

}  // namespace swapguard::learn
