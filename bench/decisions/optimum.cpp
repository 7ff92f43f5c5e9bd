#include "optimum.h"

#include <algorithm>

#include "cost.h"

namespace swapguard::bench {

Optimum::Optimum(const Future& future) : future_(future) {
  const std::size_t count = future.spec().places.size();
  places_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) places_.emplace_back(future, i, future.type_future_of(i).down);
}

double Optimum::bound() const {
  double sum = 0;
  for (const PlaceOptimum& place : places_) sum += place.cost();
  return sum;
}

// What it costs to be down beside the others: their absences are taken as given.
Prefix Optimum::down_beside(std::size_t place, const std::vector<PlaceOptimum>& others) const {
  const auto& spec = future_.spec();
  const std::size_t type = spec.places[place].type;
  const TypeFuture& load = future_.type(type);
  const int known = future_.horizon() + steps_an_hour;
  std::vector<int> absent(static_cast<std::size_t>(known) + steps_before);
  for (std::size_t other = 0; other < others.size(); ++other) {
    if (other == place || spec.places[other].type != type) continue;
    for (const auto& span : others[other].downs()) {
      for (int step = span.from; step < std::min(span.to, known); ++step) {
        ++absent[static_cast<std::size_t>(step + steps_before)];
      }
    }
  }
  Prefix down;
  for (int step = -steps_before; step < known; ++step) {
    const int away = absent[static_cast<std::size_t>(step + steps_before)];
    double hurt = load.down.of(step, step + 1);
    if (away > 0) {
      const int dynos = future_.quantity(type, step);
      const double requests = future_.requests(step);
      const double more = hurt_by_outage(requests, load.capacity, dynos, dynos - away - 1) -
                          hurt_by_outage(requests, load.capacity, dynos, dynos - away);
      if (!spec.types[type].worker) hurt = std::max(hurt, more * step_seconds);
      hurt += 1e3 * load.mean_share;  // never two by our hand
    }
    down.add(hurt);
  }
  return down;
}

std::vector<Optimum::Restart> Optimum::schedule() const {
  std::vector<PlaceOptimum> plans;
  plans.reserve(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const bool alone = future_.type_of(i).overlap > 0 || future_.type_of(i).busiest < 2;
    if (alone) {
      plans.push_back(places_[i]);
    } else {
      plans.emplace_back(future_, i, down_beside(i, plans));
    }
  }
  std::vector<Restart> acts;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    for (int at : plans[i].restarts()) {
      if (at < future_.steps()) acts.push_back({at, i});
    }
  }
  std::sort(acts.begin(), acts.end());
  return acts;
}

}  // namespace swapguard::bench
