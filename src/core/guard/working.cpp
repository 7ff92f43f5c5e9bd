#include "core/guard/working.h"

#include <fmt/format.h>

#include "core/guard/judging.h"

namespace swapguard::guard {
namespace {

// An answer that does not come is asked for again.
constexpr Duration patience = minutes{1};

struct Work {
  bool holds = false;
  std::string says;
};

Work work_of(const AppState& app, const policy::TypePolicy& policy, const DynoName& dyno, const DynoId& id,
             Instant now) {
  const auto found = app.questions.find(id);
  if (found == app.questions.end() || !found->second.told) return {true, "busy_command is being asked"};
  const Question& known = found->second;
  if (known.idle && now - *known.idle <= 2 * app.policy.sample_interval)
    return {false, dyno.text + " is idle"};
  if (known.idle) return {true, "busy_command is being asked again"};
  const Duration waited = now - known.began;
  if (waited >= policy.busy_wait) {
    return {false, fmt::format("{} is at work ({}), but busy_wait ({}) is over", dyno.text, known.says,
                               describe_duration(policy.busy_wait))};
  }
  return {true, fmt::format("{} is at work ({}): waits for it {} at most", dyno.text, known.says,
                            describe_duration(policy.busy_wait))};
}

}  // namespace

void put_work(policy::Circumstances& here, const AppState& app, const fleet::Place& place,
              const fleet::Generation& generation, const policy::Want& want, Instant now) {
  const policy::TypePolicy& policy = app.policy.of(place.type());
  if (policy.busy_command.empty()) return;
  Work work{false, "busy_command is not asked in a replay"};
  if (want.urgent) {
    work.says = "urgent: busy_command is not asked";
  } else if (app.live) {
    work = work_of(app, policy, place.name(), generation.id(), now);
  }
  here.working = work.holds;
  here.work = std::move(work.says);
}

void ask_whether_it_works(AppState& app, const fleet::Place& place, const fleet::Generation& generation,
                          Question question, Instant now) {
  const auto [found, fresh] = app.questions.try_emplace(generation.id());
  Question& known = found->second;
  known.want = std::move(question.want);
  known.at = question.at;
  known.trusted = question.trusted;
  if (fresh) known.began = now;
  const bool open = known.asked > Instant{} && (!known.told || *known.told < known.asked);
  if (now - known.asked < (open ? patience : app.policy.sample_interval)) return;
  known.asked = now;
  app.command(
      AskWork{app.policy.app, place.name(), generation.id(), app.policy.of(place.type()).busy_command});
}

bool is_told(const AppState& app, const DynoId& id) {
  const auto found = app.questions.find(id);
  return found != app.questions.end() && found->second.told;
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
