#include "app/log_fold.h"

namespace swapguard::app {

LogFold::LogFold(Options options, rehearse::Rehearsal::Sink sink, std::function<void(Instant)> tick)
    : options_(std::move(options)), rehearsal_(options_.policy, std::move(sink)), tick_(std::move(tick)) {}

void LogFold::take(const logplex::LogLine& line,
                   const Result<observe::Observation, observe::Ignored>& verdict) {
  ++counts_.lines;
  const bool readable = verdict || verdict.error() != observe::Ignored::unreadable;
  if (readable && line.dated) advance(line.at);
  if (verdict) {
    rehearsal_.observe(*verdict, now_);
  } else {
    ++counts_.ignored[static_cast<std::size_t>(verdict.error())];
  }
}

void LogFold::pass(Instant first, Instant newest) {
  advance(first);
  advance(newest);
}

// What a live start tells the guard of the platform. No memory of earlier restarts: nothing but the log
// counts.
void LogFold::begin(Instant at) {
  begun_ = true;
  now_ = counts_.first = at;
  if (options_.tick > Duration{}) {
    const auto since_epoch = at.time_since_epoch();
    next_tick_ = at - since_epoch % options_.tick + options_.tick;
  }
  const AppName& app = options_.policy.app;
  if (options_.facts) {
    options_.facts->app = app;
    rehearsal_.step(*options_.facts, at);
  }
  if (!options_.dynos.empty()) rehearsal_.step(guard::DynosListed{app, options_.dynos}, at);
}

void LogFold::advance(Instant at) {
  if (!begun_) begin(at);
  if (at <= now_) return;
  while (options_.tick > Duration{} && next_tick_ <= at) {
    rehearsal_.pass_until(next_tick_);
    tick_(next_tick_);
    next_tick_ += options_.tick;
  }
  rehearsal_.pass_until(at);
  now_ = counts_.last = at;
}

}  // namespace swapguard::app
