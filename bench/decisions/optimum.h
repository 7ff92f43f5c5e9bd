// Optimum: the clairvoyant of a whole world. Places do not see each other in the bound: two that are down
// together, or a neighbour that takes over requests, can only make it dearer, so the sum over the places is a
// lower bound of what any policy can reach.
#pragma once

#include <vector>

#include "place_optimum.h"

namespace swapguard::bench {

class Optimum {
 public:
  explicit Optimum(const Future& future);

  struct Restart {
    int at;  // step
    std::size_t place;
    auto operator<=>(const Restart&) const = default;
  };
  double bound() const;
  const PlaceOptimum& place(std::size_t place) const { return places_[place]; }
  // The restarts of all places, by time, each chosen given when the others of its type are down.
  std::vector<Restart> schedule() const;

 private:
  Prefix down_beside(std::size_t place, const std::vector<PlaceOptimum>& others) const;

  const Future& future_;
  std::vector<PlaceOptimum> places_;
};

}  // namespace swapguard::bench
