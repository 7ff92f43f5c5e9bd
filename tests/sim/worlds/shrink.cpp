// Shrinking: a plan that breaks a rule, made as small as it can be while it breaks the same rule.
#include "sim/worlds/world.h"

namespace swapguard::worlds {
namespace {

// `S7 at 2026-…`: the rule.
std::string rule_of(const Outcome& outcome) {
  return outcome.broken.empty() ? "" : outcome.broken.front().substr(0, outcome.broken.front().find(' '));
}

std::vector<Plan> smaller(const Plan& plan) {
  std::vector<Plan> all;
  const auto with = [&](auto change) {
    Plan next = plan;
    change(next);
    all.push_back(std::move(next));
  };
  if (plan.minutes > 1) with([](Plan& next) { next.minutes /= 2; });
  if (plan.guards > 1) with([](Plan& next) { --next.guards; });
  // Half of the faults at once, then one by one.
  for (const bool odd : {false, true}) {
    if (plan.faults.size() < 4) break;
    with([&](Plan& next) {
      bool drop = odd;
      for (const Fault fault : plan.faults) {
        if (drop) next.faults.erase(fault);
        drop = !drop;
      }
    });
  }
  for (const Fault fault : plan.faults) with([&](Plan& next) { next.faults.erase(fault); });
  if (plan.dynos > 1) with([](Plan& next) { next.dynos = 1; });
  if (plan.dynos > 2) with([](Plan& next) { --next.dynos; });
  if (plan.careful) with([](Plan& next) { next.careful = false; });
  if (plan.minutes > 10) with([](Plan& next) { next.minutes -= 10; });
  return all;
}

}  // namespace

Plan shrink(Plan plan, const std::function<void(const Plan&)>& tell) {
  const std::string rule = rule_of(play(plan));
  for (bool found = !rule.empty(); found;) {
    found = false;
    for (const Plan& next : smaller(plan)) {
      if (rule_of(play(next)) != rule) continue;
      plan = next;
      found = true;
      tell(plan);
      break;
    }
  }
  return plan;
}

}  // namespace swapguard::worlds
