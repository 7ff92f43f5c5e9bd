#include "core/policy/verdict.h"

#include <algorithm>
#include <array>

namespace swapguard::policy {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 8> causes = {
    "urgent", "over_limit", "forecast", "quiet_moment", "quiet_cycling", "swap_growth", "r14", "requested"};
constexpr std::array<std::string_view, 19> rails = {
    "paused",           "not_helping", "refused", "stale",    "stale_generation",
    "min_uptime",       "falling",     "spike",   "settling", "busy",
    "protected_window", "cooldown",    "budget",  "at_once",  "gap",
    "min_healthy",      "lone",        "working", "fir"};
constexpr std::array<std::string_view, rails.size()> ends = {
    "swapguard resume, or the end of the pause",
    "a release, another size or scale, or six hours",
    "the next try",
    "a newer sample from an undamaged delivery",
    "nothing: this generation is over",
    "its uptime, or swap deep enough for a kill",
    "memory that rises or stays",
    "memory back under the limit, or more hurt than a restart causes",
    "the end of the settling time",
    "the dyno that the platform starts",
    "the end of the window, or swap deep enough for a kill",
    "the end of the cooldown",
    "an older restart that no longer counts",
    "the replacement under way: up, and a sample from it",
    "the end of the gap",
    "another dyno of the type that is up and reports",
    "lone = true, or a second dyno",
    "the end of the work, or of busy_wait",
    "fir_restarts = true",
};

}  // namespace

std::string_view to_text(Cause cause) { return causes[static_cast<std::size_t>(cause)]; }
std::string_view to_text(Rail rail) { return rails[static_cast<std::size_t>(rail)]; }

std::string_view waits_for(Rail rail) { return ends[static_cast<std::size_t>(rail)]; }

const Check* Verdict::held() const {
  const auto found =
      std::find_if(checks.begin(), checks.end(), [](const Check& check) { return !check.passed; });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace swapguard::policy
