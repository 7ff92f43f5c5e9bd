// PlatformModel: a pretend Heroku without wires. Pure and deterministic: the same Spec, seed and calls give
// the same lines. Used by the simulation tests as it is and by sim/server over HTTP.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/app.h"
#include "sim/model/log_record.h"
#include "sim/model/spec.h"
#include "sim/model/truth.h"

namespace swapguard::sim {

class PlatformModel {
 public:
  using Sink = std::function<void(const LogRecord&)>;

  PlatformModel(const Spec& spec, std::uint64_t seed);

  // Lets everything happen that is due up to and including `to`; the sink gets each line in time order, as
  // soon as it is printed, and may act on apps: their answer to it is then as old as the line.
  void advance(Instant to, const Sink& sink);

  Instant now() const { return world_.now(); }
  std::optional<Instant> next_due() const { return world_.timeline.next_due(); }

  // By name or by UUID; null when there is none.
  App* find(std::string_view name_or_id) const;
  App& app(const AppName& name) const;  // must exist
  App* create(AppSpec app);             // null when the name is taken
  const std::vector<std::unique_ptr<App>>& apps() const { return apps_; }
  const Truth& truth() const { return world_.truth; }
  const Spec& spec() const { return spec_; }
  // The identifier of anything that has no life of its own: `app/demo`, `release/demo/3`. Always the same.
  DynoId id_of(std::string_view thing) const;

 private:
  void hand_over(const Sink& sink);

  Spec spec_;
  World world_;
  std::vector<std::unique_ptr<App>> apps_;
};

}  // namespace swapguard::sim
