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
  const auto found = app.learned.types.find(type);
  return found == app.learned.types.end() ? nullptr : &found->second;
}

LearnedType* type_of(AppState& app, const ProcessType& type) {
  if (LearnedType* known = find_type(app, type)) return known;
  if (app.learned.types.size() >= Learned::types_max || is_one_off(type)) return nullptr;
  LearnedType& fresh = app.learned.types[type];
  fresh.leak.release(app.learned.release, app.learned.released_at);
  return &fresh;
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

struct Teacher {
  AppState& app;
  const observe::Observation& line;

  void operator()(const observe::MemorySample& sample) const {
    const fleet::Place* place = app.fleet.find(line.dyno);
    const fleet::Generation* generation = place ? place->current(line.at) : nullptr;
    const bool complete = generation && generation->id() == sample.id && generation->sampled() &&
                          generation->last_sample() == line.at;
    if (!complete || !line.trusted || !generation->quota()) return;
    LearnedType* type = type_of(app, place->type());
    if (!type) return;
    const Bytes quota = *generation->quota();
    if (type->quota && *type->quota != quota) {
      app.learned.types.erase(place->type());
      type = type_of(app, place->type());
    }
    type->quota = quota;
    take_reading(*type, *place, *generation, quota);
  }

  void take_reading(LearnedType& type, const fleet::Place& place, const fleet::Generation& generation,
                    Bytes quota) const {
    const Bytes used = *generation.used();
    const Instant born = generation.born_at().value_or(generation.first_seen());
    type.harm.sample(place.name(), generation.id(), percent_of(used, quota), line.at - born, line.at);
    tell_harm(app, type, place.type(), line.at);
    const bool reached_a_mark =
        generation.born_at() && type.leak.sample(place.name(), generation.id(), born, used, line.at);
    if (reached_a_mark) {
      if (const auto change = type.leak.changed(quota)) {
        app.record(leak_changed(place.type(), *change, line.at));
      }
    }
    take_outcome(type, place, generation, quota);
  }

  void take_outcome(LearnedType& type, const fleet::Place& place, const fleet::Generation& generation,
                    Bytes quota) const {
    if (type.outcomes.replaces(place.name(), generation.id())) {
      if (const auto* ours = made_by(app, place.name(), line.at)) {
        type.outcomes.restarting(place.name(), ours->decision, ours->decided_at);
      }
    }
    const fleet::Formation* told = app.fleet.find_formation(place.type());
    const auto outcome = type.outcomes.sample(place.name(), generation.id(), *generation.used(), quota,
                                              told && told->preboot, line.at);
    if (outcome) app.record(outcome_of(*outcome, place.type(), quota, line.at));
    if (outcome || !app.helping.helps(place.type(), line.at)) {
      advise_on_size(app, type, place, quota, line.at);
    }
  }

  void operator()(const observe::Request& request) const {
    const bool failed = request.status >= 500 || request.h_code > 0;
    if (!request.dyno) {
      if (LearnedType* type = find_type(app, web)) type->outcomes.request_to_none(failed, line.at);
      return;
    }
    const fleet::Place* place = app.fleet.find(*request.dyno);
    LearnedType* type = place ? find_type(app, place->type()) : nullptr;
    if (!type) return;
    const bool by_the_app = request.status >= 500 || request.h_code == 12;
    type->harm.request(*request.dyno, request.service, by_the_app, line.at);
    type->outcomes.request(*request.dyno, failed, line.at);
    type->leak.request(*request.dyno);
  }

  void operator()(const observe::StateChange& change) const {
    if (LearnedType* type = find_type(app, line.dyno.type())) {
      type->outcomes.state(line.dyno, change.to, line.at);
    }
  }

  void operator()(const observe::Lifecycle& life) const {
    LearnedType* type = find_type(app, line.dyno.type());
    if (!type) return;
    type->harm.interrupted(line.dyno, line.at);
    using Step = observe::LifecycleStep;
    // A release restarts everything: that is no restart whose use is asked for.
    const bool by_release = app.settling_until && line.at < *app.settling_until;
    const bool begins = life.step == Step::cycling || life.step == Step::restarting;
    if (begins && !by_release) type->outcomes.restarting(line.dyno, {}, line.at);
  }

  void operator()(const observe::Released& release) const {
    if (release.version <= app.learned.release) return;
    app.learned.release = release.version;
    app.learned.released_at = line.at;
    for (auto& [name, type] : app.learned.types) type.leak.release(release.version, line.at);
  }

  template <class Other>
  void operator()(const Other&) const {}
};

}  // namespace

void learn_from(AppState& app, const observe::Observation& line) {
  std::visit(Teacher{app, line}, line.what);
}

std::optional<double> harm_limit(const AppState& app, const ProcessType& name,
                                 const std::optional<Bytes>& quota) {
  const policy::TypePolicy& rules = app.policy.of(name);
  const LearnedType* type = rules.use_harm_level ? find_type(app, name) : nullptr;
  if (!type || !type->harm.level() || !quota) return std::nullopt;
  const double level = type->harm.level()->percent;
  const auto limit = policy::Limit::percent(level).of(quota);
  const auto own = rules.restart_at.of(quota);
  const auto base = type->outcomes.restarting().base;
  const bool helps = base && percent_of(*base, *quota) + room_needed <= level;
  return helps && limit && own && *limit < *own ? std::optional(level) : std::nullopt;
}

std::optional<policy::Want> wanted_here(const AppState& app, const fleet::Place& place,
                                        const fleet::Generation& generation) {
  const policy::TypePolicy& rules = app.policy.of(place.type());
  const fleet::Formation* formation = app.fleet.find_formation(place.type());
  const auto level = harm_limit(app, place.type(), generation.quota());
  if (!level) return policy::wanted(generation, formation, rules);
  policy::TypePolicy lowered = rules;
  lowered.restart_at = policy::Limit::percent(*level);
  auto want = policy::wanted(generation, formation, lowered);
  if (want && want->cause == policy::Cause::over_limit) want->harm_level = level;
  return want;
}

}  // namespace swapguard::guard
