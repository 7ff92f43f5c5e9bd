#include "sim/server/control_state.h"

#include <array>

#include "sim/server/control.h"
#include "sim/server/resources.h"

namespace swapguard::sim {
namespace {

constexpr std::size_t shown_most = 500;  // newest generations and acts

std::string_view to_text(Cause cause) {
  constexpr std::array<std::string_view, 9> words{"",        "request",     "deploy", "config", "scale",
                                                  "cycling", "memory_kill", "crash",  "stop"};
  return words[static_cast<std::size_t>(cause)];
}

json::value time_or_null(const std::optional<Instant>& at) {
  return at ? json::value(format_rfc3339(*at)) : json::value(nullptr);
}

json::object generation_json(const GenerationTruth& truth) {
  return {{"app", truth.app.text},
          {"dyno", truth.dyno.text},
          {"id", truth.id.text()},
          {"release", truth.release},
          {"created_at", format_rfc3339(truth.created_at)},
          {"up_at", time_or_null(truth.up_at)},
          {"unlisted_at", time_or_null(truth.unlisted_at)},
          {"ended_at", time_or_null(truth.ended_at)},
          {"ended_by", to_text(truth.ended_by)},
          {"restart_requests", truth.restart_requests},
          {"samples", truth.samples},
          {"samples_over_quota", truth.samples_over_quota},
          {"memory_mb", truth.memory.to_megabytes()},
          {"peak_mb", truth.peak.to_megabytes()},
          {"quota_mb", truth.quota.to_megabytes()}};
}

json::object act_json(const ActTruth& act) {
  return {{"at", format_rfc3339(act.at)},
          {"app", act.app.text},
          {"what", act.what},
          {"target", act.target},
          {"hit", act.hit.is_nil() ? json::value(nullptr) : json::value(act.hit.text())}};
}

template <class Queue>
auto newest(const Queue& queue) {
  const auto count = std::min(queue.size(), shown_most);
  return queue.end() - static_cast<std::ptrdiff_t>(count);
}

}  // namespace

json::object control_state(const Stage& stage) {
  json::array apps;
  for (const auto& app : stage.model.apps()) {
    json::array dynos;
    for (const auto& dyno : app->dynos()) dynos.push_back(dyno_json(stage, *app, dyno));
    apps.push_back({{"name", app->name().text}, {"dynos", std::move(dynos)}});
  }
  const Truth& truth = stage.model.truth();
  json::array generations;
  for (auto it = newest(truth.generations); it != truth.generations.end(); ++it) {
    generations.push_back(generation_json(**it));
  }
  json::array acts;
  for (auto it = newest(truth.acts); it != truth.acts.end(); ++it) acts.push_back(act_json(*it));
  json::array causes;
  for (const Trouble& trouble : troubles()) {
    causes.push_back(
        {{"name", trouble.name}, {"about", trouble.about}, {"example", json::parse(trouble.example)}});
  }
  json::object body;
  body["now"] = format_rfc3339(stage.now());
  body["time_scale"] = stage.options.time_scale;
  body["tails"] = stage.sessions.tails();
  body["faults"] = stage.faults.calls.size();
  body["apps"] = std::move(apps);
  body["generations"] = std::move(generations);
  body["acts"] = std::move(acts);
  body["troubles"] = std::move(causes);
  return body;
}

}  // namespace swapguard::sim
