// Foresight: what the past of an app tells of the time to come, and from it whether a restart is due before
// its limit (the quiet moment), or before the samples that the limit asks for (deep swap). It wants; the
// rails decide.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/ring.h"
#include "core/base/single.h"
#include "core/fleet/fleet.h"
#include "core/learn/forecast.h"
#include "core/learn/growth.h"
#include "core/learn/renewals.h"
#include "core/learn/traffic.h"
#include "core/platform/dyno_map.h"
#include "core/policy/moment.h"
#include "core/policy/policy.h"
#include "core/policy/rules.h"
#include "core/policy/verdict.h"

namespace swapguard::guard {

// A reading, and what it belongs to.
struct Scene {
  const fleet::Fleet& fleet;
  const fleet::Place& place;
  const fleet::Generation& generation;
  const policy::TypePolicy& policy;
  Instant at;

  std::optional<Bytes> limit() const {
    return policy::restart_limit(policy, fleet.find_formation(place.type()), generation.quota());
  }
};

class Foresight {
 public:
  Foresight() = default;
  Foresight(Foresight&&) = default;  // only moved: places know their type by its address
  Foresight& operator=(Foresight&&) = default;

  // A request that a dyno served.
  void request(Instant at);
  void released();
  void cycled(const DynoName& name, Instant at) { places_[name].cycled = at; }
  // How long a dyno of the type takes from its start until it is up.
  void boots(const ProcessType& type, Duration boot) { type_of(type).boot = boot; }
  // The platform stops the dyno and we did not ask for it.
  void stopped(const DynoName& name, Instant at);

  // Takes in a new reading and adds to what the rules want of it (nothing: they want nothing).
  std::optional<policy::Want> look(const Scene& scene, std::optional<policy::Want> want);

  // What a restart of the place hurts, in seconds of one dyno's requests.
  struct Hurts {
    double now = 30;
    double after_burst = 30;  // once traffic is what it usually is at this time
  };
  Hurts restart_hurts(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const;
  // The same in requests, beside the quietest half-hour of the day; nothing before a day of traffic was seen.
  struct ByHour {
    double now = 0, quietest = 0;
  };
  std::optional<ByHour> hurts_by_hour(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const;

  // What is to come of a generation; nothing while too little is known of it. The forecasts are some minutes
  // old at most, and missing where the data carry none.
  struct Told {
    learn::Growth growth;
    double usual_rate = 0;  // requests a second of one dyno
    bool judged = false;    // enough was seen to say whether it grows
    bool grows = false;  // beyond doubt: what has no forecast all the same lies farther than two days ahead
    std::optional<learn::Forecast> limit, quota;  // when they are reached
  };
  std::optional<Told> told(const fleet::Place& place, const DynoId& id) const;

  // The level of a generation that grows, used / limit, at such times; empty: told() has no forecast of it.
  // `quota`: as a level; its lines meet it when told() says so. Worked out for whoever asks: nothing of it is
  // kept.
  std::vector<learn::Range> ranges(const fleet::Place& place, const fleet::Generation& generation,
                                   double quota, const std::vector<Instant>& times) const;

  // Drops what the fleet has forgotten; not soon after resume(), when the fleet is only being seen again.
  void forget(const fleet::Fleet& fleet, Instant now);

  bool knows_nothing() const { return places_.empty(); }
  // What is kept over a restart of swapguard (archive.h). Plans and the looks of the moment are not.
  template <class Self, class Archive>
  static void keep(Self& self, Archive& archive) {
    archive(self.traffic_, self.types_, self.places_);
  }
  // After it was read: it was kept at `then` and is taken up at `now`. What was served in between is taken to
  // be the usual.
  void resume(Instant then, Instant now);

 private:
  static constexpr double readings_least = 4;  // for any estimate
  static constexpr double sure = 2;            // standard errors of the growth: below it there is no forecast

  struct OfType {
    learn::GrowthSums growth;
    learn::Misses misses;
    learn::Traffic own;  // of one dyno
    learn::ToCome to_come;
    double requests = 0;     // served by one dyno
    double newest_rate = 0;  // requests a second of one dyno
    int dynos = 1;
    std::optional<Duration> boot;
    double share = 1;    // of one dyno in all: 1 / dynos
    int crossings = 0;   // of the limit, in this release
    double limit = 0;    // octets; all levels are shares of it. 0: none was seen yet
    Instant limit_at{};  // when it changed
    Instant counted{};
    std::optional<double> base;
    // Requests a second of one dyno on an average day; while none was seen, those of now.
    double usual_rate() const { return own.usual().value_or(newest_rate); }
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.growth, self.misses, self.own, self.requests, self.dynos, self.crossings, self.base,
              self.limit);
    }
  };
  struct OfGeneration {
    struct Past {
      Single level, rate;
      template <class Self, class Archive>
      static void keep(Self& self, Archive& archive) {
        archive(self.level, self.rate);
      }
    };
    // A forecast of the level that is still to be held against what comes.
    struct Promise {
      Instant due{};
      Single from, level, error;  // the level then and at `due`
      template <class Self, class Archive>
      static void keep(Self& self, Archive& archive) {
        archive(self.due, self.from, self.level, self.error);
      }
    };
    DynoId id;
    learn::GrowthSums growth;
    learn::Growth estimate;
    std::array<Promise, learn::Misses::horizons.size()> promises;
    // When both are reached; few dynos grow.
    struct Growing {
      std::optional<learn::Forecast> limit, quota;
    };
    std::unique_ptr<Growing> growing;  // null: not beyond doubt
    Ring<Past, 18> past;               // of an hour and a half
    Instant looked{}, added{};
    double requests_then = 0, requests_at_start = 0;
    std::optional<double> level_midway;   // when the second half of its day began
    int good = 0;                         // looks in a row that found the moment good
    std::unique_ptr<policy::Want> quiet;  // what the newest look wants
    bool crossed = false, based = false;

    // The highest level of the past, with the working set of this rate. Saws and noise reach the limit first.
    double high(double per_rate, double rate) const;
    void scale(double by);  // all levels, as another limit makes them
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.id, self.growth, self.promises, self.past, self.added, self.requests_then,
              self.requests_at_start, self.level_midway, self.crossed, self.based);
    }
  };
  struct OfPlace {
    OfType* type = nullptr;  // in types_
    std::vector<OfGeneration> generations;
    learn::GrowthSums growth;
    learn::Renewals renewals;
    Instant watched{}, cycled{};
    int crossings = 0;
    std::optional<double> base;
    double grows_late = 0;  // an hour, in the second half of the day of the last that lived so long
    std::unique_ptr<policy::Plan> plan;

    OfGeneration& generation(const DynoId& id);
    void scale(double by);
    learn::Growth growth_of(const OfGeneration& known) const;
    // Enough was seen, of it or at its place, to say whether it grows.
    bool can_judge(const OfGeneration& known) const;
    template <class Self, class Archive>
    static void keep(Self& self, Archive& archive) {
      archive(self.generations, self.growth, self.renewals, self.cycled, self.crossings, self.base,
              self.grows_late);
    }
  };

  struct Known {
    const OfPlace& home;
    const OfGeneration& generation;
  };
  // Nothing: no reading of it was learned from.
  std::optional<Known> find(const fleet::Place& place, const DynoId& id) const;
  OfType& type_of(const ProcessType& type);
  OfPlace& home_of(const fleet::Place& place);
  bool reckons_by(const Scene& scene, OfType& type, double limit);
  void count(const Scene& scene, OfType& type);
  void learn(const Scene& scene, OfPlace& home, OfGeneration& known, double limit);
  static void learn_base(OfPlace& home, const OfGeneration& known);
  static void end_promises(OfType& type, const OfGeneration& known, double level, Instant at);
  static Duration age_of(const fleet::Generation& generation, Instant at);
  static learn::Prospect prospect(const OfPlace& home, const OfGeneration& known, const learn::Growth& growth,
                                  const fleet::Generation& generation);
  static void foretell(const Scene& scene, OfPlace& home, OfGeneration& known);
  std::optional<policy::Want> hurting(const Scene& scene) const;
  std::optional<policy::Want> quiet_moment(const Scene& scene, OfPlace& home, OfGeneration& known,
                                           double level);
  policy::RestartCost cost(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const;

  learn::Traffic traffic_;
  std::map<ProcessType, OfType> types_;  // grows only
  std::vector<OfType*> every_type_;      // of types_
  DynoMap<OfPlace> places_;
  Instant resumed_{};
};

}  // namespace swapguard::guard
