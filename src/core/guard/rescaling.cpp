// The part of Foresight that goes on with what it knows when the limit changes.
#include <cmath>
#include <utility>

#include "core/guard/foresight.h"

namespace swapguard::guard {
namespace {

constexpr double same_limit = 0.01;           // so much apart, it is the same one to all that is learned
constexpr Duration limit_lasts = minutes{1};  // while dynos of two sizes report, it does not go to and fro

}  // namespace

// Levels are shares of the limit: another size or `restart_at` makes others of all that was learned. A
// generation of the size before, which serves on under preboot, teaches nothing more.
bool Foresight::reckons_by(const Scene& scene, OfType& type, double limit) {
  if (type.limit == 0) type.limit = limit;
  const double by = type.limit / limit;
  if (std::abs(by - 1) < same_limit) return true;
  const fleet::Generation* holder = scene.place.current(scene.at);
  if (holder != &scene.generation || scene.at - type.limit_at < limit_lasts) return false;
  type.limit = limit;
  type.limit_at = scene.at;
  type.growth.scale(by);
  if (type.base) *type.base *= by;
  type.crossings = 0;
  for (auto& [name, home] : places_) {
    if (name.type() == scene.place.type()) home.scale(by);
  }
  return true;
}

void Foresight::OfPlace::scale(double by) {
  growth.scale(by);
  if (base) *base *= by;
  grows_late *= by;
  crossings = 0;
  plan = nullptr;
  for (OfGeneration& each : generations) each.scale(by);
}

void Foresight::OfGeneration::scale(double by) {
  growth.scale(by);
  estimate.scale(by);
  if (level_midway) *level_midway *= by;
  const auto before = std::exchange(past, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    past.push({before[i].level * by, before[i].rate});
  }
  promises = {};
  growing = nullptr;
  quiet = nullptr;
  good = 0;
  crossed = false;
}

}  // namespace swapguard::guard
