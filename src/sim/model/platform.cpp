#include "sim/model/platform.h"

#include <utility>

#include "core/base/check.h"

namespace swapguard::sim {

PlatformModel::PlatformModel(const Spec& spec, std::uint64_t seed)
    : spec_(spec), world_(spec.start, seed, spec.timing, spec.values) {
  for (const AppSpec& app : spec.apps) apps_.push_back(std::make_unique<App>(world_, app, spec.user));
}

void PlatformModel::hand_over(const Sink& sink) {
  while (!world_.said.empty()) {
    const std::vector<LogRecord> lines = std::exchange(world_.said, {});
    for (const LogRecord& line : lines) sink(line);
  }
}

void PlatformModel::advance(Instant to, const Sink& sink) {
  do hand_over(sink);
  while (world_.timeline.step(to));
}

App* PlatformModel::find(std::string_view name_or_id) const {
  const auto id = DynoId::parse(name_or_id);
  for (const auto& app : apps_) {
    if (id ? id_of("app/" + app->name().text) == *id : app->name().text == name_or_id) return app.get();
  }
  return nullptr;
}

App& PlatformModel::app(const AppName& name) const {
  App* found = find(name.text);
  CHECK(found != nullptr);
  return *found;
}

App* PlatformModel::create(AppSpec app) {
  if (find(app.name.text) != nullptr) return nullptr;
  apps_.push_back(std::make_unique<App>(world_, app, spec_.user));
  return apps_.back().get();
}

DynoId PlatformModel::id_of(std::string_view thing) const { return Random(world_.seed, thing).uuid(); }

}  // namespace swapguard::sim
