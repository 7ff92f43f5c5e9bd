#include "core/policy/rails.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/policy/rules.h"

namespace swapguard::policy {
namespace {

// Everything a rail may look at.
struct Scene {
  const Want& want;
  const fleet::Place& place;
  const fleet::Generation& generation;
  const fleet::Fleet& fleet;
  const AppPolicy& app;
  const TypePolicy& type;
  const Circumstances& now;
  Instant at;
};

constexpr double near_kill_percent = 85;       // of what the platform kills at
constexpr double from_far = 0.88;              // of the limit: below it before the jump, it is one
constexpr double spike_patience = 0.3;         // of what a restart hurts
constexpr Duration spike_lasts = minutes{10};  // no longer is waited, however little it hurts
// Of one place: when so many restarts of a day are used, the rest is spread.
constexpr int a_day_most = 12, a_day_spread_from = 10;
constexpr Duration spread = hours{1};

// Time since an instant, or the sentence that there was none.
std::string since(const std::optional<Instant>& then, Instant at, const char* none) {
  return then ? describe_duration(std::max(Duration{0}, at - *then)) : none;
}

bool elapsed(const std::optional<Instant>& then, Instant at, Duration needed) {
  return !then || at - *then >= needed;
}

std::optional<Instant> after(const std::optional<Instant>& then, Duration needed) {
  return then ? std::optional(*then + needed) : std::nullopt;
}

Check paused(const Scene& s) {
  return {Rail::paused, !s.now.paused, s.now.paused ? "paused by a person" : "not paused"};
}

Check not_helping(const Scene& s) {
  return {Rail::not_helping, s.now.helping,
          s.now.helping ? "earlier restarts helped"
                        : fmt::format("the last restarts of {} did not help", s.place.type().text)};
}

Check refused(const Scene& s) {
  const bool passed = !s.now.refused_until || s.at >= *s.now.refused_until;
  return {Rail::refused, passed,
          passed ? "no refusal by the platform"
                 : fmt::format("{} a moment ago, next try at {}",
                               s.now.refused_by_history ? "the history failed" : "refused",
                               format_rfc3339(*s.now.refused_until)),
          s.now.refused_until};
}

Check stale(const Scene& s) {
  const Duration most = 2 * s.app.sample_interval;
  if (!s.now.trusted) return {Rail::stale, false, "read from a damaged drain body"};
  if (s.now.age < -s.now.ahead_most) {
    return {Rail::stale, false,
            fmt::format("evidence {} ahead of this machine's clock", describe_duration(-s.now.age))};
  }
  // What passes says nothing about the age: it is the network's, and the same lines must give the same text.
  if (s.now.age <= most)
    return {Rail::stale, true, fmt::format("evidence at most {} old", describe_duration(most))};
  return {Rail::stale, false,
          fmt::format("evidence {} old, at most {}", describe_duration(s.now.age), describe_duration(most))};
}

Check stale_generation(const Scene& s) {
  const auto* holder = s.place.current(s.at);
  const bool holds = holder && holder->id() == s.generation.id();
  return {Rail::stale_generation, holds,
          holds ? "this generation holds the place" : "a newer generation holds the place"};
}

Check min_uptime(const Scene& s) {
  const auto born = s.generation.born_at();
  // S4: only a kill to come outweighs a short life.
  const bool kill_ahead = s.want.urgent;
  return {Rail::min_uptime, kill_ahead || elapsed(born, s.at, s.type.min_uptime),
          fmt::format("up {}, needs {}{}", since(born, s.at, "since before we looked"),
                      describe_duration(s.type.min_uptime), kill_ahead ? ", urgent" : ""),
          after(born, s.type.min_uptime)};
}

Check falling(const Scene& s) {
  const auto& window = s.generation.window();
  const Bytes whole = s.generation.quota().value_or(s.want.limit.value_or(Bytes{0}));
  const bool falls = !s.want.urgent && !window.empty() && window.falling(whole);
  return {Rail::falling, !falls, falls ? "memory is falling just now" : "memory is not falling"};
}

// What jumped up from far below is a spike until shown otherwise, and most spikes fall back within minutes;
// what crosses the limit in a burst of traffic often does too, and a restart then hurts most. Both are waited
// for until waiting has hurt as much as a share of what it may save (ski rental: Karlin et al., Competitive
// snoopy caching, Algorithmica 3, 1988). Where a kill is near nothing is waited for.
Check spike(const Scene& s) {
  const Check passes{Rail::spike, true, "no spike"};
  const auto quota = s.generation.quota();
  const auto* formation = s.fleet.find_formation(s.place.type());
  auto limit = restart_limit(s.type, formation, quota);
  if (limit && s.want.limit) limit = std::min(*limit, *s.want.limit);  // that of harm
  const auto& window = s.generation.window();
  const bool by_level = s.want.cause == Cause::over_limit || s.want.cause == Cause::urgent;
  if (!s.type.quiet_moment || !by_level || !quota || !limit || window.empty()) return passes;
  const double kill_at = formation ? formation->kill_at : 2.0;
  if (percent_of(window.newest().used, *quota) >= near_kill_percent * kill_at) return passes;
  const auto excursion = window.excursion(*limit, *quota);
  const bool jumped = excursion.before > 0 && excursion.before < from_far * static_cast<double>(limit->count);
  const double patience = std::max(jumped ? spike_patience * s.now.restart_hurts : 0, s.now.waiting_saves);
  if (patience <= 0) return passes;
  const bool borne = excursion.hurt >= patience || window.over_since(*limit) >= spike_lasts;
  return {Rail::spike, borne,
          fmt::format("{}: {:.0f} of {:.0f} s of hurt requests borne",
                      jumped ? "a spike" : "a burst of traffic", excursion.hurt, patience)};
}

Check settling(const Scene& s) {
  const bool passed = !s.now.settling_until || s.at >= *s.now.settling_until;
  return {
      Rail::settling, passed,
      passed ? fmt::format("no release, deploy or scale in the last {}", describe_duration(s.app.settling))
             : fmt::format("{}, settles until {}", s.now.settling_why, format_rfc3339(*s.now.settling_until)),
      s.now.settling_until};
}

Check busy(const Scene& s) {
  return {Rail::busy, !s.now.busy,
          s.now.busy ? fmt::format("the platform is starting a {} dyno", s.place.type().text)
                     : fmt::format("no {} dyno is being started by others", s.place.type().text)};
}

Check protected_window(const Scene& s) {
  for (const ProtectedWindow& window : s.app.protect) {
    const auto& types = window.types;
    if (!types.empty() && std::find(types.begin(), types.end(), s.place.type()) == types.end()) continue;
    const auto until = window.holds_until(s.at);
    if (!until) continue;
    const auto says = fmt::format("window {} until {}", window.name, format_rfc3339(*until));
    return {Rail::protected_window, s.want.urgent, says + (s.want.urgent ? ", but urgent" : ""), until};
  }
  return {Rail::protected_window, true, "no protected window"};
}

Check cooldown(const Scene& s) {
  return {Rail::cooldown, elapsed(s.now.last_here, s.at, s.type.cooldown),
          fmt::format("{} since the last restart here, needs {}", since(s.now.last_here, s.at, "long"),
                      describe_duration(s.type.cooldown)),
          after(s.now.last_here, s.type.cooldown)};
}

Check budget(const Scene& s) {
  if (s.now.used_here >= a_day_most) {
    return {Rail::budget, false, fmt::format("{} restarts of this dyno in a day", s.now.used_here)};
  }
  if (s.now.used_here >= a_day_spread_from && !s.want.urgent && !elapsed(s.now.last_here, s.at, spread)) {
    return {Rail::budget, false,
            fmt::format("{} of {} restarts of this dyno used, the rest {} apart", s.now.used_here, a_day_most,
                        describe_duration(spread)),
            after(s.now.last_here, spread)};
  }
  return {Rail::budget, s.now.used_budget < s.now.budget,
          fmt::format("{} of {} restarts used in {}", s.now.used_budget, s.now.budget,
                      describe_duration(s.app.budget_per))};
}

Check at_once(const Scene& s) {
  // What was asked for goes one after the other: nothing presses.
  const int most = s.want.cause == Cause::requested ? 1 : s.type.at_once;
  return {Rail::at_once, s.now.in_flight < most,
          fmt::format("{} restarting, at most {}", s.now.in_flight, most)};
}

Check gap(const Scene& s) {
  return {Rail::gap, elapsed(s.now.last_of_type, s.at, s.type.gap),
          fmt::format("{} since the last restart of {}, needs {}", since(s.now.last_of_type, s.at, "long"),
                      s.place.type().text, describe_duration(s.type.gap)),
          after(s.now.last_of_type, s.type.gap)};
}

// With preboot the old generation serves until the new one is up: nothing goes down.
bool replaced_without_loss(const Scene& s) {
  const auto* formation = s.fleet.find_formation(s.place.type());
  return formation && formation->preboot;
}

Check min_healthy(const Scene& s) {
  const int quantity = s.fleet.quantity(s.place.type(), s.at);
  // A lone dyno has no others to keep up: the rail below decides about it.
  const int needed = quantity <= 1 ? 0 : std::min(s.type.min_healthy.of(quantity), quantity - 1);
  const int left = s.now.others_up;
  const bool passed = left >= needed || replaced_without_loss(s);
  // After a scaling down more may be heard of than there should be.
  return {Rail::min_healthy, passed,
          fmt::format("{} of {} others up, needs {}", left, std::max(left, quantity - 1), needed)};
}

Check lone(const Scene& s) {
  const bool only = s.fleet.quantity(s.place.type(), s.at) <= 1;
  const bool passed = !only || s.type.lone || replaced_without_loss(s);
  return {Rail::lone, passed,
          only ? fmt::format("the only {} dyno, {}", s.place.type().text, passed ? "allowed" : "lone = false")
               : "not the only one of its type"};
}

Check working(const Scene& s) { return {Rail::working, !s.now.working, s.now.work}; }

// `web-5c4b8f9d6c-x7k2p`: only Fir names dynos without a dot.
bool is_fir(const DynoName& name) { return name.text.find('.') == std::string::npos; }

Check fir(const Scene& s) {
  return {Rail::fir, s.app.fir_restarts,
          s.app.fir_restarts ? "restarts on Fir are switched on" : "restarts on Fir are off (fir_restarts)"};
}

// In the order of Rail.
constexpr auto rails = {
    paused, not_helping,      refused,  stale,  stale_generation, min_uptime, falling,     spike, settling,
    busy,   protected_window, cooldown, budget, at_once,          gap,        min_healthy, lone,  working};

}  // namespace

std::vector<Check> check(const Want& want, const fleet::Place& place, const fleet::Generation& generation,
                         const fleet::Fleet& fleet, const AppPolicy& policy,
                         const Circumstances& circumstances, Instant at) {
  const Scene scene{want, place, generation, fleet, policy, policy.of(place.type()), circumstances, at};
  std::vector<Check> checks;
  checks.reserve(rails.size());
  for (const auto& rail : rails) checks.push_back(rail(scene));
  if (is_fir(place.name())) checks.push_back(fir(scene));
  return checks;
}

}  // namespace swapguard::policy
