// The real Guard in a bench world: observations in, restarts out. What lies between a decision and its
// sending is answered at once: the history grants, the platform lists what is true and says yes.
#include "core/base/check.h"
#include "core/guard/guard.h"
#include "policies.h"

namespace swapguard::bench {
namespace {

policy::AppPolicy default_policy() {
  policy::AppPolicy policy;
  policy.app = AppName{"bench"};
  policy.mode = policy::Mode::armed;
  return policy;
}

class Swapguard : public Policy {
 public:
  bool reads_requests() const override { return true; }

  void begin(Platform& platform) override {
    const Instant now = platform.future().time_of(platform.now());
    woken_ = now;
    step(guard::FormationListed{app_, platform.formation()}, now, platform);
  }

  void take(const observe::Observation& line, Platform& platform) override {
    pass_until(line.at, platform);
    step(guard::Observed{app_, line}, line.at, platform);
  }

  void pass(Platform& platform) override { pass_until(platform.future().time_of(platform.now()), platform); }

 private:
  void pass_until(Instant until, Platform& platform) {
    for (;;) {
      const Instant next = wakeup_ > woken_ ? wakeup_ : woken_ + seconds{1};
      if (next > until) return;
      woken_ = next;
      step(guard::Tick{}, next, platform);
    }
  }

  void step(guard::Event event, Instant now, Platform& platform) {
    outcomes_.push_back(std::move(event));
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      CHECK(i < 1000);
      const auto commands = guard_.step(outcomes_[i], now);
      for (const auto& command : commands) carry_out(command, platform);
    }
    outcomes_.clear();
    wakeup_ = guard_.next_wakeup(now);
  }

  void carry_out(const guard::Command& command, Platform& platform) {
    using Claimed = guard::RestartClaimed;
    if (const auto* record = std::get_if<guard::Record>(&command)) {
      if (record->entry.kind == guard::Kind::restart)
        why_ = record->entry.reason + ": " + record->entry.title;
    } else if (const auto* claim = std::get_if<guard::ClaimRestart>(&command)) {
      outcomes_.push_back(Claimed{app_, claim->record.decision, Claimed::Answer::granted});
    } else if (const auto* list = std::get_if<guard::ListDynos>(&command)) {
      outcomes_.push_back(guard::DynosListed{app_, platform.dynos(), list->verifies});
    } else if (std::holds_alternative<guard::ListFormation>(command)) {
      outcomes_.push_back(guard::FormationListed{app_, platform.formation()});
    } else if (const auto* mark = std::get_if<guard::MarkSending>(&command)) {
      outcomes_.push_back(guard::SendingMarked{app_, mark->decision, true});
    } else if (const auto* send = std::get_if<guard::SendRestart>(&command)) {
      platform.restart_id(send->dyno, send->id, why_);
      outcomes_.push_back(guard::RestartAnswered{app_, send->decision, std::string("bench"), {}});
    }
  }

  const AppName app_ = default_policy().app;
  guard::Guard guard_{{default_policy()}};
  std::vector<guard::Event> outcomes_;
  Instant woken_{}, wakeup_{};
  std::string why_;  // of the newest restart
};

}  // namespace

std::unique_ptr<Policy> make_swapguard(const Optimum&) { return std::make_unique<Swapguard>(); }

}  // namespace swapguard::bench
