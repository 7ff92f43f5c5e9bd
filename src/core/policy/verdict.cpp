#include "core/policy/verdict.h"

#include <algorithm>
#include <array>

namespace swapguard::policy {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 8> causes = {
    "urgent", "over_limit", "forecast", "quiet_moment", "quiet_cycling", "swap_growth", "r14", "requested"};
constexpr std::array<std::string_view, 18> rails = {
    "paused",           "not_helping", "refused", "stale",    "stale_generation",
    "min_uptime",       "falling",     "spike",   "settling", "busy",
    "protected_window", "cooldown",    "budget",  "at_once",  "gap",
    "min_healthy",      "lone",        "fir"};

}  // namespace

std::string_view to_text(Cause cause) { return causes[static_cast<std::size_t>(cause)]; }
std::string_view to_text(Rail rail) { return rails[static_cast<std::size_t>(rail)]; }

const Check* Verdict::held() const {
  const auto found =
      std::find_if(checks.begin(), checks.end(), [](const Check& check) { return !check.passed; });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace swapguard::policy
