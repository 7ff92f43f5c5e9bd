// One timer a connection. Moving the deadline further away touches no timer: it looks again when it fires.
#include "io/http/deadline.h"

#include <boost/asio/steady_timer.hpp>

namespace swapguard::http {

using Clock = std::chrono::steady_clock;

struct Deadline::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, std::function<void()> callback)
      : timer(loop), expired(std::move(callback)) {}

  void arm() {
    timer_at = due;
    timer.expires_at(due);
    timer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
      const auto self = weak.lock();
      if (cancelled || !self) return;
      self->timer_at = Clock::time_point::max();
      if (self->due == Clock::time_point::max()) return;
      if (Clock::now() < self->due) return self->arm();
      self->due = Clock::time_point::max();
      if (self->expired) self->expired();
    });
  }

  boost::asio::steady_timer timer;
  std::function<void()> expired;
  Clock::time_point due = Clock::time_point::max();
  Clock::time_point timer_at = Clock::time_point::max();  // max: the timer does not run
};

Deadline::Deadline(boost::asio::io_context& loop, std::function<void()> expired)
    : state_(std::make_shared<State>(loop, std::move(expired))) {}

Deadline::~Deadline() {
  state_->expired = nullptr;
  state_->timer.cancel();
}

void Deadline::within(Duration span) {
  state_->due = Clock::now() + span;
  if (state_->due < state_->timer_at) state_->arm();
}

void Deadline::lift() { state_->due = Clock::time_point::max(); }

}  // namespace swapguard::http
