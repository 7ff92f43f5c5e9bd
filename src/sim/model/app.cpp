#include "sim/model/app.h"

#include <fmt/format.h>

#include <algorithm>

namespace swapguard::sim {
namespace {

constexpr int quantity_most = 100;

AppState first_state(const World& world, const AppSpec& spec, const std::string& user) {
  AppState state;
  state.spec = spec;
  state.user = user;
  state.log_number = 10000000 + Random(world.seed, spec.name.text + "/number").next() % 300000000;
  const Instant before = world.now() - std::max(spec.running_for, Duration{hours{1}});
  for (const TypeSpec& type : spec.types) state.formation.push_back({type, before});
  state.releases = {{1, "Initial release", before - days{30}},
                    {2, "Enable Logplex", before - days{30}},
                    {3, "Deploy 3f2a9c1d", before}};
  if (spec.generation != "fir") state.features["log-runtime-metrics"] = {spec.runtime_metrics, before};
  state.features["preboot"] = {spec.preboot, before};
  state.features["runtime-dyno-metadata"] = {false, before};
  return state;
}

}  // namespace

App::App(World& world, const AppSpec& spec, const std::string& user)
    : world_(world),
      state_(first_state(world, spec, user)),
      dynos_(world, state_),
      chatter_(world, state_, dynos_),
      random_(world.seed, spec.name.text + "/app") {
  dynos_.populate();
  chatter_.start();
  for (Duration at : spec.deploys) {
    world_.timeline.after(at, [this] { deploy(); });
  }
}

void App::say_api(std::string text) { world_.say(name(), logplex::Origin::app, "api", std::move(text)); }

void App::note(const char* what, std::string target, DynoId hit) {
  Truth::keep(world_.truth.acts, ActTruth{world_.now(), name(), what, std::move(target), hit});
}

Formation* App::formation(const ProcessType& type) {
  for (Formation& entry : state_.formation) {
    if (entry.spec.type == type) return &entry;
  }
  return nullptr;
}

Result<DynoId, Refusal> App::end_one(std::string_view name_or_id, const char* what, Cause cause) {
  const LifePtr life = dynos_.listed(name_or_id);
  if (!life) return failure(Refusal::not_found);
  ++life->truth->restart_requests;
  note(what, std::string(name_or_id), life->dyno.id);
  dynos_.replace(life->dyno.name, cause);
  return life->dyno.id;
}

Result<DynoId, Refusal> App::restart(std::string_view name_or_id) {
  return end_one(name_or_id, "restart", Cause::request);
}

Result<DynoId, Refusal> App::stop(std::string_view name_or_id) {
  return end_one(name_or_id, "stop", Cause::stop);
}

Result<int, Refusal> App::restart_type(const ProcessType& type) {
  const Formation* entry = formation(type);
  if (!entry) return failure(Refusal::not_found);
  for (const LifePtr& life : dynos_.running(type)) ++life->truth->restart_requests;
  note("restart", type.text);
  dynos_.replace_type(type, Cause::request);
  return entry->spec.quantity;
}

int App::restart_all() {
  int count = 0;
  for (const Formation& entry : state_.formation) count += restart_type(entry.spec.type).value_or(0);
  return count;
}

Result<std::monostate, Refusal> App::scale(const std::vector<ScaleRequest>& requests) {
  for (const ScaleRequest& request : requests) {
    if (!formation(request.type)) return failure(Refusal::not_found);
    const int quantity = request.quantity.value_or(1);
    if (quantity < 0 || quantity > quantity_most) return failure(Refusal::invalid);
    if (!request.size.empty() && !find_dyno_size(request.size)) return failure(Refusal::invalid);
  }
  std::vector<ProcessType> resized;
  for (const ScaleRequest& request : requests) {
    Formation& entry = *formation(request.type);
    entry.spec.quantity = request.quantity.value_or(entry.spec.quantity);
    entry.updated_at = world_.now();
    if (request.size.empty()) continue;
    const std::string size(find_dyno_size(request.size)->name);
    if (size != entry.spec.size) resized.push_back(request.type);
    entry.spec.size = size;
  }
  std::string text = "Scaled to";
  for (const Formation& entry : state_.formation) {
    text += fmt::format(" {}@{}:{}", entry.spec.type.text, entry.spec.quantity, entry.spec.size);
  }
  say_api(text + " by user " + state_.user);
  note("scale", text);
  for (const ScaleRequest& request : requests) dynos_.fit(request.type);
  for (const ProcessType& type : resized) dynos_.replace_type(type, Cause::scale);
  return std::monostate{};
}

void App::release(const std::string& description, Cause cause) {
  if (state_.releases.size() >= 500) state_.releases.erase(state_.releases.begin());
  const int version = state_.release() + 1;
  state_.releases.push_back({version, description, world_.now()});
  say_api(fmt::format("{} by user {}", description, state_.user));
  say_api(fmt::format("Release v{} created by user {}", version, state_.user));
  dynos_.forgive_crashes();
  dynos_.replace_all(cause);
}

void App::deploy() {
  const std::string commit = fmt::format("{:08x}", random_.next() & 0xFFFFFFFF);
  note("deploy", commit);
  release("Deploy " + commit, Cause::deploy);
}

void App::set_config(const std::string& key) {
  note("config", key);
  release(fmt::format("Set {} config vars", key), Cause::config);
}

void App::set_config(const std::map<std::string, std::string>& values) {
  std::string keys;
  for (const auto& [key, value] : values) {
    const auto found = state_.config.find(key);
    if (found != state_.config.end() && found->second == value) continue;
    state_.config[key] = value;
    keys += (keys.empty() ? "" : ", ") + key;
  }
  if (!keys.empty()) set_config(keys);
}

Result<std::monostate, Refusal> App::set_feature(const std::string& feature, bool enabled) {
  const auto found = state_.features.find(feature);
  if (found == state_.features.end()) return failure(Refusal::not_found);
  found->second = {enabled, world_.now()};
  note("feature", feature + (enabled ? "=on" : "=off"));
  return std::monostate{};
}

bool App::crash(const DynoName& dyno) {
  if (!dynos_.listed(dyno.text)) return false;
  dynos_.crash(dyno);
  return true;
}

bool App::cycle(const DynoName& dyno) {
  if (!dynos_.listed(dyno.text)) return false;
  dynos_.replace(dyno, Cause::cycling, "Cycling");
  return true;
}

bool App::reshape(const DynoName& dyno, const MemoryShape& shape) {
  if (!dynos_.listed(dyno.text)) return false;
  dynos_.reshape(dyno, shape);
  return true;
}

bool App::add_leak(const DynoName& dyno, double mb_per_minute) {
  const LifePtr life = dynos_.listed(dyno.text);
  if (!life) return false;
  MemoryShape shape = life->memory.shape();
  shape.leak_mb_per_minute += mb_per_minute;
  return reshape(dyno, shape);
}

bool App::reshape_next(const ProcessType& type, const MemoryShape& shape) {
  Formation* entry = formation(type);
  if (!entry) return false;
  entry->spec.memory = shape;
  entry->spec.special.clear();
  return true;
}

void App::set_forging(double lines_per_minute) {
  state_.spec.forged_lines_per_minute = lines_per_minute;
  chatter_.start();
}

void App::set_traffic(double requests_per_second) {
  state_.spec.requests_per_second = requests_per_second;
  chatter_.start();
}

void App::set_generation(const std::string& generation) {
  state_.spec.generation = generation;
  if (generation == "fir") {
    state_.features.erase("log-runtime-metrics");
  } else {
    state_.features.try_emplace("log-runtime-metrics", Feature{state_.spec.runtime_metrics, world_.now()});
  }
}

void App::add_type(const ProcessType& type, const std::string& command, int quantity) {
  if (formation(type) == nullptr) {
    TypeSpec spec;
    spec.type = type;
    spec.memory = MemoryShape::flat(60, 1);
    state_.formation.push_back({spec, world_.now()});
  }
  Formation& entry = *formation(type);
  entry.spec.command = command;
  entry.spec.quantity = std::clamp(quantity, 0, quantity_most);
  dynos_.fit(type);
}

}  // namespace swapguard::sim
