// The part of Foresight that says what a restart hurts.
#include <algorithm>

#include "core/guard/foresight.h"

namespace swapguard::guard {
namespace {

constexpr double burst = 1.2;  // times what is usual

}  // namespace

policy::RestartCost Foresight::cost(const fleet::Fleet& fleet, const fleet::Place& place, Instant at) const {
  const auto* formation = fleet.find_formation(place.type());
  policy::RestartCost cost;
  cost.preboot = formation && formation->preboot;
  if (const auto type = types_.find(place.type()); type != types_.end() && type->second.boot) {
    cost.boot = *type->second.boot;
  }
  cost.worker = place.type().text != "web";
  cost.dynos = std::max(1, fleet.quantity(place.type(), at));
  return cost;
}

Foresight::Hurts Foresight::restart_hurts(const fleet::Fleet& fleet, const fleet::Place& place,
                                          Instant at) const {
  const auto rate = traffic_.present(at);
  if (!rate) return {};
  const auto here = cost(fleet, place, at);
  const double own = *rate / here.dynos, usual = traffic_.typical(at + minutes{15});
  Hurts hurts;
  hurts.now = hurts.after_burst = here.at(*rate, traffic_.busiest()) / own;
  if (*rate > burst * usual) {
    hurts.after_burst = std::min(hurts.now, here.at(usual, std::max(*rate, traffic_.busiest())) / own);
  }
  return hurts;
}

std::optional<Foresight::ByHour> Foresight::hurts_by_hour(const fleet::Fleet& fleet,
                                                          const fleet::Place& place, Instant at) const {
  const auto rate = traffic_.present(at);
  if (!rate || traffic_.seen() < days{1} / learn::Traffic::bucket) return std::nullopt;
  double quietest = *rate;
  for (Duration hour{}; hour < days{1}; hour += minutes{30}) {
    quietest = std::min(quietest, traffic_.typical(at + hour));
  }
  const auto here = cost(fleet, place, at);
  return ByHour{here.at(*rate, traffic_.busiest()), here.at(quietest, traffic_.busiest())};
}

}  // namespace swapguard::guard
