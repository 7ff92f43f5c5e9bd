// Days of a dyno that leaks, as Foresight sees them.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/guard/foresight.h"
#include "core/policy/rules.h"
#include "support/daily_rhythm.h"

namespace swapguard::test {

using guard::Foresight;

inline const Instant monday = *parse_rfc3339("2026-05-11T00:00:00Z");
inline const DynoName web{"web.1"};

// Quietest at 04:00.
inline double rhythm(Instant at) { return 1.5 * daily_rhythm(at, 0.9); }

// Two web dynos, of which web.1 is watched and restarted as Foresight wants it.
struct Life {
  double hourly = 0.03;  // growth, of the limit
  double ceiling = 10;
  double requests = 20;  // in 20 s, at usual times
  policy::TypePolicy policy;
  Bytes quota = Bytes::megabytes(1000);
  double whole = static_cast<double>(policy.restart_at.of(quota)->count);  // of the levels here
  fleet::Fleet fleet;
  Foresight foresight;
  Instant born = monday - hours{2};
  int number = 1;
  double owed = 0;

  struct Restart {
    Instant at;
    policy::Want want;
  };
  std::vector<Restart> restarts;
  bool held = false;  // what is wanted does not happen

  Life() {
    fleet.formation(web.type()).quantity = 2;
    fleet.formation(web.type()).quota = quota;
  }

  DynoId id() const {
    DynoId id;
    id.octets[14] = static_cast<std::uint8_t>(number >> 8);
    id.octets[15] = static_cast<std::uint8_t>(number);
    return id;
  }

  void run(Instant from, Instant to) {
    for (Instant at = from; at < to; at += seconds{20}) {
      for (owed += requests * rhythm(at); owed >= 1; owed -= 1) foresight.request(at);
      if (at - born > hours{26}) cycle(at);
      const double age = to_seconds(at - born) / 3600;
      const double level =
          std::min(0.4 + hourly * age, ceiling) +
          0.001 * (to_seconds(at - monday) / 20 - std::floor(to_seconds(at - monday) / 60) * 3);
      look(at, level);
    }
  }

  // Growth in an hour, of the limit.
  double told() const { return foresight.told(*fleet.find(web), id())->growth.an_hour(0.5 * requests / 20); }

  void cycle(Instant at) {
    foresight.cycled(web, at);
    ++number;
    born = at;
  }

  void look(Instant at, double level) {
    observe::MemorySample line;
    line.id = id();
    line.rss = Bytes{static_cast<std::int64_t>(level * whole)};
    line.swap = Bytes{0};
    line.quota = quota;
    const auto taken = fleet.take_sample(web, line, at);
    if (taken.fresh) fleet.place(web)->find(id())->born(born);
    const auto ruled = policy::wanted(*taken.generation, fleet.find_formation(web.type()), policy);
    const auto want = foresight.look({fleet, *taken.place, *taken.generation, policy, at}, ruled);
    if (!want) return;
    restarts.push_back({at, *want});
    if (held) return;
    ++number;
    born = at + seconds{30};
  }
};

}  // namespace swapguard::test
