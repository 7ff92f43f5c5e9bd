// Foresight: what the past of an app tells of the time to come, and from it whether a restart is due before
// its limit (the quiet moment), or before the samples that the limit asks for (deep swap). It wants; the
// rails decide.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>

#include "core/base/ring.h"
#include "core/fleet/fleet.h"
#include "core/learn/forecast.h"
#include "core/learn/growth.h"
#include "core/learn/renewals.h"
#include "core/learn/traffic.h"
#include "core/platform/dyno_map.h"
#include "core/policy/moment.h"
#include "core/policy/policy.h"
#include "core/policy/verdict.h"

namespace swapguard::guard {

// A reading, and what it belongs to.
struct Scene {
  const fleet::Fleet& fleet;
  const fleet::Place& place;
  const fleet::Generation& generation;
  const policy::TypePolicy& policy;
  Instant at;
};

class Foresight {
 public:
  // A request that a dyno served.
  void request(Instant at);
  void released();
  void cycled(const DynoName& name, Instant at) { places_[name].cycled = at; }
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

  // What is to come of a generation; nothing while too little is known of it. The forecasts are some minutes
  // old at most, and missing where the data carry none.
  struct Told {
    learn::Growth growth;
    double usual_rate = 0;                        // requests a second of one dyno
    std::optional<learn::Forecast> limit, quota;  // when they are reached
  };
  std::optional<Told> told(const fleet::Place& place, const DynoId& id) const;

  // Drops what the fleet has forgotten.
  void forget(const fleet::Fleet& fleet);

 private:
  struct OfType {
    learn::GrowthSums growth;
    learn::Misses misses;
    learn::Traffic own;   // of one dyno
    double requests = 0;  // served by one dyno
    int dynos = 1;
    int crossings = 0;  // of the limit, in this release
    Instant counted{};
    std::optional<double> base;
  };
  struct OfPlace {
    learn::GrowthSums growth;
    learn::Renewals renewals;
    Instant watched{}, cycled{};
    int crossings = 0;
    std::optional<double> base;
    double grows_late = 0;  // an hour, in the second half of the day of the last that lived so long
    std::optional<policy::Plan> plan;
  };
  struct OfGeneration {
    struct Past {
      double level, rate;
      double peak;  // of the level since the one before
    };
    // A forecast of the level that is still to be held against what comes.
    struct Promise {
      Instant due{};
      float from = 0, level = 0, error = 0;  // the level then and at `due`
    };
    learn::GrowthSums growth;
    learn::Growth estimate;
    std::array<Promise, learn::Misses::horizons.size()> promises;
    std::optional<learn::Forecast> limit, quota;
    Ring<Past, 18> past;  // of an hour and a half
    Instant looked{}, added{};
    double peak = 0;  // of the level since `added`
    double requests_then = 0, requests_at_start = 0;
    std::optional<double> level_midway;  // when the second half of its day began
    int good = 0;                        // looks in a row that found the moment good
    bool crossed = false, based = false;

    // The highest level of the past, with the working set of this rate. Saws and noise reach the limit first.
    double high(double per_rate, double rate) const;
    // The same of the peaks.
    double peaks(double per_rate, double rate) const;
  };

  void count(const Scene& scene);
  void learn(const Scene& scene, double level);
  void learn_base(const Scene& scene, OfGeneration& known);
  void end_promises(OfType& type, const OfGeneration& known, double level, Instant at) const;
  void foretell(const Scene& scene, OfGeneration& known, double rate, Duration age);
  std::optional<policy::Want> hurting(const Scene& scene) const;
  std::optional<policy::Want> quiet_moment(const Scene& scene, double level);
  policy::RestartCost cost(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const;

  learn::Traffic traffic_;
  std::map<ProcessType, OfType> types_;
  DynoMap<OfPlace> places_;
  std::unordered_map<DynoId, OfGeneration> generations_;  // looked up only
};

}  // namespace swapguard::guard
