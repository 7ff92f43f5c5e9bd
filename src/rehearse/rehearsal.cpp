#include "rehearse/rehearsal.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"

namespace swapguard::rehearse {
namespace {

constexpr int wakeups_most = 10'000;  // between two lines

policy::AppPolicy armed(policy::AppPolicy policy) {
  policy.mode = policy::Mode::armed;
  return policy;
}

}  // namespace

Rehearsal::Rehearsal(policy::AppPolicy policy, Sink sink)
    : app_(policy.app), guard_({armed(std::move(policy))}), sink_(std::move(sink)) {}

void Rehearsal::step(const guard::Event& event, Instant now) {
  if (const auto* listing = std::get_if<guard::DynosListed>(&event); listing && listing->dynos) {
    for (const auto& dyno : *listing->dynos) created_[dyno.id] = dyno.created_at;
  }
  outcomes_.push_back(event);
  follow_up(now);
}

void Rehearsal::observe(const observe::Observation& line, Instant now) {
  for (const auto& command : guard_.observe(app_, line, now)) carry_out(command, now);
  follow_up(now);
}

void Rehearsal::follow_up(Instant now) {
  // A command's outcome can lead to further commands; a restart takes five rounds, so this bound is generous.
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    CHECK(i < 10'000);
    const auto commands = guard_.step(outcomes_[i], now);
    for (const auto& command : commands) carry_out(command, now);
  }
  outcomes_.clear();
  wakeup_ = guard_.next_wakeup(now);
}

void Rehearsal::pass_until(Instant until) {
  // A guard that asks for a moment that has passed is woken a second later, not at once and for ever; over a
  // hole of months in a log it is woken only so often.
  for (int wakeups = 0; wakeups < wakeups_most; ++wakeups) {
    const Instant next = wakeup_ > woken_ ? wakeup_ : woken_ + seconds{1};
    if (next > until) return;
    woken_ = next;
    step(guard::Tick{}, next);
  }
}

void Rehearsal::carry_out(const guard::Command& command, Instant now) {
  using Claimed = guard::RestartClaimed;
  if (const auto* record = std::get_if<guard::Record>(&command)) {
    sink_(record->entry);
  } else if (const auto* claim = std::get_if<guard::ClaimRestart>(&command)) {
    outcomes_.push_back(Claimed{app_, claim->record.decision, Claimed::Answer::granted});
  } else if (const auto* list = std::get_if<guard::ListDynos>(&command)) {
    list_dynos(*list);
  } else if (const auto* mark = std::get_if<guard::MarkSending>(&command)) {
    outcomes_.push_back(guard::SendingMarked{app_, mark->decision, true});
  } else if (const auto* send = std::get_if<guard::SendRestart>(&command)) {
    if (heard_) heard_(*send, now);
    outcomes_.push_back(answer(*send));
  }
}

// The places as the log has shown them so far.
void Rehearsal::list_dynos(const guard::ListDynos& command) {
  std::vector<guard::PlatformDyno> dynos;
  for (const auto& app : guard_.view().apps) {
    for (const auto& dyno : app.dynos) {
      if (!dyno.current || dyno.id.is_nil()) continue;
      const auto known = created_.find(dyno.id);
      const Instant created_at = known == created_.end() ? Instant{} : known->second;
      dynos.push_back({.name = dyno.name,
                       .id = dyno.id,
                       .state = DynoState::up,
                       .created_at = created_at,
                       .updated_at = created_at});
    }
  }
  outcomes_.push_back(guard::DynosListed{command.app, std::move(dynos), command.verifies});
}

guard::RestartAnswered Rehearsal::answer(const guard::SendRestart& command) {
  return {command.app, command.decision, fmt::format("rehearsed-{}", ++requests_), Duration{}};
}

}  // namespace swapguard::rehearse
