#include "core/guard/learning.h"

#include <algorithm>
#include <cmath>

#include "core/guard/findings.h"
#include "core/learn/size_advice.h"
#include "core/policy/rules.h"

namespace swapguard::guard {
namespace {

// A restart of ours so long ago did not make this generation.
constexpr Duration ours_within = minutes{15};
// The harm level is told anew when it has moved by this.
constexpr double said_anew_from = 5;
// A restart must bring memory this far below the harm level, or acting on it would go round in circles.
constexpr double room_needed = 5;

const ProcessType web{"web"};

const LearnedType* find_type(const AppState& app, const ProcessType& type) {
  const auto found = app.learned.types.find(type);
  return found == app.learned.types.end() ? nullptr : &found->second;
}

LearnedType* find_type(AppState& app, const ProcessType& type) {
  return app.learned.types.find(type, nullptr);
}

LearnedType* find_type(AppState& app, const fleet::Place& place) {
  return app.learned.types.find(place.type(), &place.traces().learned);
}

LearnedType fresh_type(const AppState& app) {
  LearnedType fresh;
  fresh.leak.release(app.learned.release, app.learned.released_at);
  return fresh;
}

LearnedType* type_of(AppState& app, const fleet::Place& place) {
  if (LearnedType* known = find_type(app, place)) return known;
  if (app.learned.types.size() >= Learned::types_max || is_one_off(place.type())) return nullptr;
  return &app.learned.types.emplace(place.type(), fresh_type(app)).first->second;
}

// Our restart that made the generation which has just been seen for the first time.
const RestartRecord* made_by(const AppState& app, const DynoName& dyno, Instant at) {
  const auto& all = app.restarts.all();
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const RestartRecord& record) {
    const bool had_effect = record.state == RestartState::sending || record.state == RestartState::sent ||
                            record.state == RestartState::restarted;
    return record.dyno == dyno && had_effect && at - record.decided_at < ours_within;
  });
  return found == all.rend() ? nullptr : &*found;
}

void tell_harm(AppState& app, LearnedType& type, const ProcessType& name, Instant at) {
  const auto& level = type.harm.level();
  const bool same = level.has_value() == type.harm_said.has_value() &&
                    (!level || std::abs(level->percent - *type.harm_said) < said_anew_from);
  if (same) return;
  app.record(level ? harm_found(name, *level, at) : harm_gone(name, *type.harm_said, at));
  type.harm_said.reset();
  if (level) type.harm_said = level->percent;
}

// Once a release and type; when restarts do not help, or at the end of one.
void advise_on_size(AppState& app, LearnedType& type, const fleet::Place& place, Bytes quota, Instant at) {
  const auto base = type.outcomes.restarting().base;
  if (!base || type.size_said_release == app.learned.release) return;
  const fleet::Formation* told = app.fleet.find_formation(place.type());
  const bool swaps = !told || told->kill_at > 1.0;
  const auto leak = type.leak.rate();
  const auto advice =
      learn::advise_size(*base, quota, swaps, leak ? std::optional(leak->mb_per_hour) : std::nullopt);
  if (!advice) return;
  type.size_said_release = app.learned.release;
  app.record(size_advised(place.type(), *advice, at));
}

void take_outcome(AppState& app, LearnedType& type, const fleet::Place& place,
                  const fleet::Generation& generation, Bytes quota, Instant at) {
  const DynoSpot spot{place.name(), place.traces().outcomes};
  if (type.outcomes.replaces(spot, generation.id())) {
    if (const auto* ours = made_by(app, place.name(), at)) {
      type.outcomes.restarting(place.name(), ours->decision, ours->decided_at);
    }
  }
  const fleet::Formation* told = app.fleet.find_formation(place.type());
  const auto outcome =
      type.outcomes.sample(spot, generation.id(), *generation.used(), quota, told && told->preboot, at);
  if (outcome) app.record(outcome_of(*outcome, place.type(), quota, at));
  if (outcome || !app.helping.helps(place.type(), at)) advise_on_size(app, type, place, quota, at);
}

void take_reading(AppState& app, LearnedType& type, const fleet::Place& place,
                  const fleet::Generation& generation, Bytes quota, Instant at) {
  const Bytes used = *generation.used();
  const Instant born = generation.born_at().value_or(generation.first_seen());
  auto& traces = place.traces();
  type.harm.sample({place.name(), traces.harm}, generation.id(), percent_of(used, quota), at - born, at);
  tell_harm(app, type, place.type(), at);
  const bool reached_a_mark =
      generation.born_at() && type.leak.sample({place.name(), traces.leak}, generation.id(), born, used, at);
  if (reached_a_mark) {
    if (const auto change = type.leak.changed(quota)) app.record(leak_changed(place.type(), *change, at));
  }
  take_outcome(app, type, place, generation, quota, at);
}

// Where the owner may leave the daily restarts to swapguard and has not.
void note_cycling(AppState& app, LearnedType& type, const DynoName& dyno, Instant at) {
  const fleet::Place* place = app.fleet.find(dyno);
  if (place == nullptr || place->type() != web || !app.policy.guards(web)) return;
  const policy::TypePolicy& rules = app.policy.of(web);
  if (rules.daily == policy::Daily::quiet || !rules.quiet_moment) return;
  const auto hurts = app.foresight.hurts_by_hour(app.fleet, *place, at);
  if (!hurts) return;
  const auto busy = type.cycling.cycled(at, hurts->now, hurts->quietest);
  if (busy) app.record(cycled_at_busy_hours(web, *busy, at));
}

// The lines that come now and then.
struct Teacher {
  AppState& app;
  const observe::Observation& line;

  void operator()(const observe::StateChange& change) const {
    LearnedType* const type = find_type(app, line.dyno.type());
    if (!type) return;
    type->outcomes.state(line.dyno, change.to, line.at);
    if (change.to == DynoState::up) foresee_boot(app, line.dyno.type(), *type);
  }

  void operator()(const observe::Lifecycle& life) const {
    LearnedType* type = find_type(app, line.dyno.type());
    if (!type) return;
    type->harm.interrupted(line.dyno, line.at);
    using Step = observe::LifecycleStep;
    if (life.step == Step::cycling) note_cycling(app, *type, line.dyno, line.at);
    // A release restarts everything: that is no restart whose use is asked for.
    const bool by_release = app.settling_until && line.at < *app.settling_until;
    const bool begins = life.step == Step::cycling || life.step == Step::restarting;
    if (begins && !by_release) type->outcomes.restarting(line.dyno, {}, line.at);
  }

  void operator()(const observe::Released& release) const { learn_release(app, release.version, line.at); }

  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

void foresee_boot(AppState& app, const ProcessType& name, const LearnedType& type) {
  if (const auto boot = type.outcomes.restarting().boot) app.foresight.boots(name, *boot);
}

void learn_release(AppState& app, int version, Instant at) {
  if (version <= app.learned.release) return;
  app.learned.release = version;
  app.learned.released_at = at;
  for (auto& [name, type] : app.learned.types) type.leak.release(version, at);
}

void learn_from(AppState& app, const observe::Observation& line) {
  if (line.at <= app.learned.taken_until) return;
  std::visit(Teacher{app, line}, line.what);
}

void learn_from_sample(AppState& app, const fleet::Place& place, const DynoId& id, Instant at) {
  if (at <= app.learned.taken_until) return;
  const fleet::Generation* generation = place.current(at);
  const bool complete =
      generation && generation->id() == id && generation->sampled() && generation->last_sample() == at;
  if (!complete || !generation->quota()) return;
  LearnedType* const type = type_of(app, place);
  if (!type) return;
  const Bytes quota = *generation->quota();
  if (type->quota && *type->quota != quota) {
    const learn::Cycling cycling = type->cycling;  // it is of the hours, not of the size
    *type = fresh_type(app);
    type->cycling = cycling;
  }
  type->quota = quota;
  take_reading(app, *type, place, *generation, quota, at);
}

void learn_from_request(AppState& app, const observe::Request& request, Instant at) {
  if (at <= app.learned.taken_until) return;
  const bool failed = request.status >= 500 || request.h_code > 0;
  if (!request.dyno) {
    if (LearnedType* type = find_type(app, web)) type->outcomes.request_to_none(failed, at);
    return;
  }
  const fleet::Place* place = app.fleet.find(*request.dyno);
  LearnedType* const type = place ? find_type(app, *place) : nullptr;
  if (!type) return;
  const bool by_the_app = request.status >= 500 || request.h_code == 12;
  auto& traces = place->traces();
  type->harm.request({place->name(), traces.harm}, request.service, by_the_app, at);
  type->outcomes.request({place->name(), traces.outcomes}, failed, at);
  type->leak.request({place->name(), traces.leak});
}

std::optional<double> harm_limit(const AppState& app, const ProcessType& name,
                                 const std::optional<Bytes>& quota) {
  const policy::TypePolicy& rules = app.policy.of(name);
  const LearnedType* type = rules.use_harm_level ? find_type(app, name) : nullptr;
  if (!type || !type->harm.level() || !quota) return std::nullopt;
  const double level = type->harm.level()->percent;
  const auto limit = policy::Limit::percent(level).of(quota);
  const auto own = policy::restart_limit(rules, app.fleet.find_formation(name), quota);
  const auto base = type->outcomes.restarting().base;
  const bool helps = base && percent_of(*base, *quota) + room_needed <= level;
  return helps && limit && own && *limit < *own ? std::optional(level) : std::nullopt;
}

std::optional<policy::Want> wanted_here(const Scene& scene, const std::optional<double>& harm_level) {
  const fleet::Formation* formation = scene.fleet.find_formation(scene.place.type());
  if (!harm_level) return policy::wanted(scene.generation, formation, scene.policy);
  policy::TypePolicy lowered = scene.policy;
  lowered.restart_at = policy::Limit::percent(*harm_level);
  auto want = policy::wanted(scene.generation, formation, lowered);
  if (want && want->cause == policy::Cause::over_limit) want->harm_level = harm_level;
  return want;
}

}  // namespace swapguard::guard
