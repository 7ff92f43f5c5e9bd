#include "core/guard/working.h"

#include <fmt/format.h>

#include "core/guard/judging.h"

namespace swapguard::guard {
namespace {

// An answer that does not come is asked for again.
constexpr Duration patience = minutes{1};
// After so many sample intervals in which something else held, or nothing wanted it, waiting begins anew.
constexpr int break_intervals = 5;

struct Work {
  bool holds = false;
  std::string says;
};

Instant waiting_since(const AppState& app, const DynoId& id, Instant now) {
  const auto found = app.questions.find(id);
  const bool waits = found != app.questions.end() &&
                     now - found->second.newest <= break_intervals * app.policy.sample_interval;
  return waits ? found->second.began : now;
}

Work at_work(const policy::TypePolicy& policy, const DynoName& dyno, const std::string& says,
             Duration waited) {
  const std::string longest = describe_duration(policy.busy_wait);
  if (waited >= policy.busy_wait) {
    return {false, fmt::format("{} is at work ({}), but busy_wait ({}) is over", dyno.text, says, longest)};
  }
  return {true, fmt::format("{} is at work ({}): waits for it {} at most", dyno.text, says, longest)};
}

Work by_command(const AppState& app, const policy::TypePolicy& policy, const DynoName& dyno, const DynoId& id,
                Instant now) {
  const auto found = app.questions.find(id);
  if (found == app.questions.end() || !found->second.told) return {true, "busy_command is being asked"};
  const Question& known = found->second;
  if (known.idle && now - *known.idle <= 2 * app.policy.sample_interval)
    return {false, dyno.text + " is idle"};
  if (known.idle) return {true, "busy_command is being asked again"};
  return at_work(policy, dyno, known.says, now - waiting_since(app, id, now));
}

Work by_load(const AppState& app, const policy::TypePolicy& policy, const DynoName& dyno,
             const fleet::Generation& generation, Instant at, Instant now) {
  const auto load = generation.load(at - 2 * app.policy.sample_interval);
  if (!load) return {false, "the load of " + dyno.text + " is not known"};
  const std::string says = fmt::format("load {:.2f}, idle up to {:.2f}", *load, *policy.idle_load);
  if (*load <= *policy.idle_load) return {false, fmt::format("{} is idle ({})", dyno.text, says)};
  return at_work(policy, dyno, says, now - waiting_since(app, generation.id(), now));
}

}  // namespace

bool waits_by_load(const policy::TypePolicy& policy) {
  return policy.idle_load && policy.busy_command.empty();
}

void put_work(policy::Circumstances& here, const AppState& app, const fleet::Place& place,
              const fleet::Generation& generation, const policy::Want& want, Instant at, Instant now) {
  const policy::TypePolicy& policy = app.policy.of(place.type());
  const bool by_its_load = waits_by_load(policy);
  if (policy.busy_command.empty() && !by_its_load) return;
  Work work{false, "busy_command is not asked in a replay"};
  if (want.urgent) {
    work.says = "urgent: its work is not waited for";
  } else if (by_its_load) {
    work = by_load(app, policy, place.name(), generation, at, now);
  } else if (app.live) {
    work = by_command(app, policy, place.name(), generation.id(), now);
  }
  here.working = work.holds;
  here.work = std::move(work.says);
}

void wait_for_its_work(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
                       Question question, Instant now) {
  const Instant began = waiting_since(app, generation.id(), now);
  Question& known = app.questions[generation.id()];
  known.began = began;
  known.want = std::move(question.want);
  known.at = question.at;
  known.trusted = question.trusted;
  known.newest = now;
  const auto& command = app.policy.of(place.type()).busy_command;
  if (command.empty()) return;
  const bool open = known.asked > Instant{} && (!known.told || *known.told < known.asked);
  if (now - known.asked < (open ? patience : app.policy.sample_interval)) return;
  known.asked = now;
  app.command(AskWork{app.policy.app, place.name(), generation.id(), command});
}

bool is_being_asked(const AppState& app, const DynoId& id) {
  const auto found = app.questions.find(id);
  return found != app.questions.end() && found->second.asked > Instant{} && !found->second.told;
}

void work_told(AppState& app, const WorkTold& answer, Instant now) {
  const auto found = app.questions.find(answer.id);
  if (found == app.questions.end()) return;
  Question& known = found->second;
  known.told = now;
  known.idle = answer.idle ? std::optional(now) : std::nullopt;
  known.says = answer.says;
  // While another restart is prepared nothing is judged; the next sample comes before the answer is old.
  if (app.preparing) return;
  const auto* place = app.fleet.find(answer.dyno);
  const auto* generation = place ? place->find(answer.id) : nullptr;
  if (!generation) return;
  const Question asked = known;  // judging may drop it
  judge(app, *place, *generation, asked.want, asked.at, now, asked.trusted);
}

}  // namespace swapguard::guard
