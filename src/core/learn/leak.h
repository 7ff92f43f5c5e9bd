// Leak: how fast the memory of a process type grows in each release, and whether a release made it better or
// worse. Enough data or no claim.
//
// Each generation's growth is the Theil–Sen slope of its course from ten minutes after its boot up to a mark
// of its age (20 min, 1 h, 3 h, 9 h). Releases are compared at the same mark, so that a heap that fills up at
// first is not taken for a leak; generations that boot together share their hours and count as one; Welch's
// test over them gives the confidence, corrected for the marks and for each time that it is asked (alpha
// spending, Lan and DeMets, Biometrika 70, 1983). Where requests are seen, growth per request must tell the
// same: a release at the busy hour is no leak. A life that was not seen for a quarter of its time counts for
// no mark that lies after it.
#pragma once

#include <array>
#include <deque>
#include <optional>

#include "core/base/name.h"
#include "core/learn/course.h"
#include "core/platform/dyno_map.h"

namespace swapguard::learn {

struct LeakRate {
  int release = 0;         // 0: what ran before a release was seen
  double mb_per_hour = 0;  // the mean over starts
  double spread = 0;       // its standard error
  int generations = 0;
};

struct LeakChange {
  LeakRate before, after;
  bool worse = true;
  double sure = 0;  // 0.95 … 1: the confidence that it is worse, or better

  double ratio() const { return after.mb_per_hour / before.mb_per_hour; }
};

// Of one process type. O(1) a line; bounded by `places_max` places and `releases_max` releases.
class Leak {
 public:
  static constexpr std::size_t places_max = 500;
  static constexpr std::size_t releases_max = 8;
  static constexpr Duration warm_up = minutes{10};
  static constexpr std::array<Duration, 4> marks = {minutes{20}, hours{1}, hours{3}, hours{9}};

  // From now on generations that are born belong to this release.
  void release(int version, Instant at);
  // A reading of a generation whose boot at `born` was seen. True when it reached a mark: changed() may have
  // an answer then.
  bool sample(DynoSpot place, const DynoId& id, Instant born, Bytes used, Instant at);
  void request(DynoSpot place);

  // The newest release's growth, at the latest mark that two starts reached; nothing before that.
  std::optional<LeakRate> rate() const;
  // The same of each release that has one, the newest first.
  std::vector<LeakRate> rates() const;
  // Holds the newest release against the one before it that can be compared. An answer once a release and
  // direction. `quota`: less than one percent of it an hour is no change.
  std::optional<LeakChange> changed(Bytes quota);

  // What is kept over a restart of swapguard (archive.h).
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.live_, self.releases_, self.since_);
  }
  // Nothing was seen from `then` to `now`, not even requests.
  void resume(Instant then, Instant now);

 private:
  // Generations that booted within a quarter of an hour.
  struct Start {
    Instant born;
    double slopes = 0, requests_an_hour = 0;  // sums
    int generations = 0;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.born, Coarse{self.slopes}, Coarse{self.requests_an_hour}, self.generations);
    }
  };
  struct Release {
    int version = 0;
    std::array<std::deque<Start>, marks.size()> starts;
    // How often it was compared at each mark, and how many starts it had then: without more of them there is
    // nothing new to see.
    std::array<int, marks.size()> looks{};
    std::array<std::size_t, marks.size()> seen{};
    bool told_worse = false, told_better = false;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.version, self.starts, self.looks, self.seen, self.told_worse, self.told_better);
    }
  };
  struct Live {
    DynoId id;
    int release = 0;
    std::size_t next_mark = 0;
    std::int64_t requests = 0;
    Instant last_sample{};
    Duration unseen{};  // of its time
    Course course;      // to the next mark
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.id, self.release, self.next_mark, self.requests, self.last_sample, self.unseen,
              self.course);
    }
  };

  Release* find(int version);
  Live begun(const DynoId& id, Instant born, Instant at) const;
  static void note(std::deque<Start>& starts, Instant born, double slope, double requests_an_hour);
  static std::optional<LeakRate> rate_at(const Release& release, std::size_t mark);
  static std::optional<LeakRate> latest_rate(const Release& release);
  static std::optional<LeakChange> compare_at(Release& after, const Release& before, std::size_t mark,
                                              Bytes quota);

  DynoMap<Live> live_;
  Instant next_look_{};                      // for room, while there is none
  std::deque<Release> releases_{Release{}};  // the newest last
  std::deque<std::pair<Instant, int>> since_{{Instant::min(), 0}};
};

}  // namespace swapguard::learn
