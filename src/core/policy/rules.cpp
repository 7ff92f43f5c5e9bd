#include "core/policy/rules.h"

#include <algorithm>

namespace swapguard::policy {
namespace {

// A straight line through boot and warm-up points far too high: below this share of the quota no forecast
// acts.
constexpr double forecast_from_percent = 80;

// With a span the readings must cover it; otherwise a share of the newest readings must be over.
bool sustained(const fleet::MemoryWindow& window, Bytes limit, const Sustained& wanted) {
  if (wanted.span > Duration{0}) return window.over_since(limit) >= wanted.span;
  return window.over(limit, wanted.out_of) >= wanted.samples;
}

// Where the platform kills at the quota there is no swap that would be seen first: a limit in percent stands
// so low that a restart comes before the kill.
constexpr double restart_before_kill = 90;
constexpr double urgent_before_kill = 95;

std::optional<double> lowered(const Limit& limit, double most, const fleet::Formation* formation) {
  const auto* percent = std::get_if<double>(&limit.value);
  const bool killed_at_quota = formation && formation->kill_at <= 1.0;
  return killed_at_quota && percent && *percent > most ? std::optional(most) : std::nullopt;
}

std::optional<Want> over(const fleet::Generation& generation, const fleet::Formation* formation,
                         const TypePolicy& policy, Cause cause) {
  const bool urgent = cause == Cause::urgent;
  const Limit& wanted = urgent ? policy.urgent_at : policy.restart_at;
  const auto low = lowered(wanted, urgent ? urgent_before_kill : restart_before_kill, formation);
  const auto limit = (low ? Limit::percent(*low) : wanted).of(generation.quota());
  const auto& window = generation.window();
  // Nearly all readings end here: no limit is passed without the newest one.
  if (!limit || window.newest_used() < *limit) return std::nullopt;
  const Sustained& span = urgent ? policy.urgent_for : policy.sustained;
  if (!sustained(window, *limit, span)) return std::nullopt;
  Want want;
  want.cause = cause;
  want.urgent = urgent;
  want.limit = limit;
  want.of = span.out_of;
  want.over = window.over(*limit, span.out_of);
  want.before_kill = low;
  return want;
}

std::optional<Want> forecast(const fleet::Generation& generation, const fleet::Formation* formation,
                             const TypePolicy& policy) {
  const bool preboot = formation && formation->preboot;
  const Duration ahead = policy.ahead + (preboot ? preboot_window : Duration{0});
  if (ahead == Duration{0} || !generation.quota()) return std::nullopt;
  if (percent_of(*generation.used(), *generation.quota()) < forecast_from_percent) return std::nullopt;
  const auto left = generation.trend().time_to(*generation.used(), *generation.quota());
  if (!left || *left > ahead) return std::nullopt;
  Want want;
  want.cause = Cause::forecast;
  want.limit = generation.quota();
  want.to_quota = left;
  return want;
}

std::optional<Want> swap_growth(const fleet::Generation& generation, const TypePolicy& policy) {
  if (!policy.swap_growth || !generation.quota()) return std::nullopt;
  const auto& window = generation.window();
  const int samples = policy.sustained.samples;
  if (window.newest().used < *generation.quota()) return std::nullopt;
  if (window.swap_growth(samples + 1) < *policy.swap_growth) return std::nullopt;
  Want want;
  want.cause = Cause::swap_growth;
  want.limit = generation.quota();
  want.over = window.over(*generation.quota(), samples);
  want.of = samples;
  return want;
}

}  // namespace

std::optional<Bytes> restart_limit(const TypePolicy& policy, const fleet::Formation* formation,
                                   const std::optional<Bytes>& quota) {
  const auto low = lowered(policy.restart_at, restart_before_kill, formation);
  return (low ? Limit::percent(*low) : policy.restart_at).of(quota);
}

std::optional<Want> wanted(const fleet::Generation& generation, const fleet::Formation* formation,
                           const TypePolicy& policy) {
  if (!generation.sampled()) return std::nullopt;
  if (auto want = over(generation, formation, policy, Cause::urgent)) return want;
  if (auto want = over(generation, formation, policy, Cause::over_limit)) return want;
  if (auto want = forecast(generation, formation, policy)) return want;
  return swap_growth(generation, policy);
}

std::optional<Want> wanted_by_r14(const fleet::Place& place, const TypePolicy& policy, Instant at) {
  // Of any generation in the place: the line does not say which of two it means (preboot).
  const auto& all = place.generations();
  const bool metrics_reach_us = std::any_of(all.begin(), all.end(), [&](const fleet::Generation& each) {
    return each.sampled() && at - each.last_sample() <= fleet::Place::silent_after;
  });
  if (policy.r14_count == 0 || metrics_reach_us) return std::nullopt;
  const int seen = place.over_quota_since(at - policy.r14_within);
  if (seen < policy.r14_count) return std::nullopt;
  Want want;
  want.cause = Cause::r14;
  want.over = seen;
  want.of = policy.r14_count;
  return want;
}

}  // namespace swapguard::policy
