// Examine: one world, several policies on equal luck, and what each of them cost over the optimum.
#pragma once

#include <string>
#include <vector>

#include "policies.h"

namespace swapguard::bench {

struct Score {
  std::string policy;
  Tally tally;
  std::vector<Act> acts;
  double cost = 0;   // avoidable hurt requests
  double ratio = 1;  // over the clairvoyant bound; 1 is the limit
};

struct Examined {
  std::string family;
  std::uint64_t seed = 0;
  double days = 0, dyno_days = 0;
  double bound = 0;        // hurt requests that even a clairvoyant cannot avoid
  double unavoidable = 0;  // hurt by deploys, scaling and bursts, whatever anybody does
  Instant start{};
  std::vector<DynoName> names;  // of its places
  std::vector<Score> scores;
};

struct Played {
  Tally tally;
  std::vector<Act> acts;
};
// Without an optimum the state that is left behind stays unpriced.
Played play(const Future& future, const Optimum* optimum, Policy& policy);
Examined examine(Spec spec, const std::vector<PolicyRow>& rows);

}  // namespace swapguard::bench
