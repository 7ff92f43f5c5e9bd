#include "rehearse/column.h"

namespace swapguard::rehearse {
namespace {

constexpr std::size_t lines_a_step = 65'536;
constexpr double never_percent = 1e6;

std::set<ProcessType> preboot_of(const Setting& setting) {
  std::set<ProcessType> types;
  if (!setting.facts) return types;
  for (const auto& type : setting.facts->types) {
    if (type.preboot) types.insert(type.type);
  }
  return types;
}

// What a live start tells the guard of the platform.
void begin(Rehearsal& rehearsal, const Setting& setting, Instant at) {
  if (setting.facts) {
    guard::FormationListed facts = *setting.facts;
    facts.app = setting.policy.app;
    rehearsal.step(facts, at);
  }
  if (!setting.dynos.empty()) rehearsal.step(guard::DynosListed{setting.policy.app, setting.dynos}, at);
}

}  // namespace

Measures play(const Recording& recording, const Lessons& lessons, const Setting& setting,
              const Hearing& hearing) {
  const AppName& app = setting.policy.app;
  WhatIf what_if(lessons, preboot_of(setting));
  Measuring measuring;
  int decided = 0;
  Rehearsal rehearsal(setting.policy, [&](const guard::JournalEntry& entry) {
    if (hearing.journal) hearing.journal(entry);
  });
  rehearsal.on_restart([&](const guard::SendRestart& send, Instant now) {
    ++decided;
    what_if.restart(send.dyno, send.id, now);
  });
  begin(rehearsal, setting, recording.first);
  std::size_t played = 0;
  recording.tape.play([&](const observe::Observation& line, Instant now) {
    what_if.take(line, [&](const observe::Observation& shown) {
      const Instant at = shown.at < line.at ? shown.at : now;  // imagined state changes fell before the line
      rehearsal.pass_until(at);
      measuring.take(shown);
      rehearsal.step(guard::Observed{app, shown}, at);
    });
    if (++played % lines_a_step == 0 && hearing.progress) {
      hearing.progress(static_cast<double>(played) / static_cast<double>(recording.tape.size()));
    }
  });
  rehearsal.pass_until(recording.last);
  what_if.finish(recording.last);
  Measures measures = measuring.measures();
  measures.restarts = decided;
  measures.down = down_at_once(what_if.restarts());
  for (const auto& restart : what_if.restarts()) {
    if (restart.judged == Judged::not_needed) ++measures.not_needed;
    if (restart.judged == Judged::unknown) ++measures.not_judged;
  }
  return measures;
}

policy::AppPolicy fixed_threshold(const policy::AppPolicy& like, double percent) {
  constexpr int any = 1'000'000;
  policy::AppPolicy policy;
  policy.app = like.app;
  policy.types = like.types;
  policy.budget = any;
  policy.settling = Duration{};
  policy::TypePolicy& rules = policy.defaults;
  rules.restart_at = policy::Limit::percent(percent);
  rules.sustained = {3, 3, {}};
  rules.ahead = Duration{};
  rules.quiet_moment = false;
  rules.daily = policy::Daily::off;
  rules.urgent_at = policy::Limit::percent(never_percent);
  rules.swap_growth.reset();
  rules.r14_count = 0;
  rules.min_uptime = rules.cooldown = rules.gap = Duration{};
  rules.at_once = any;
  rules.min_healthy = policy::MinHealthy{0};
  rules.lone = true;
  return policy;
}

}  // namespace swapguard::rehearse
