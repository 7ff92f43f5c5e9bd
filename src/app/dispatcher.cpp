#include "app/dispatcher.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "app/work_question.h"
#include "core/base/overloaded.h"

namespace swapguard::app {
namespace {

// This program, or its database, may have slept since the mark was asked for. What was listed before is old
// then, and the place may be another generation's: nothing is sent.
constexpr Duration mark_holds = seconds{15};

}  // namespace

// Shared with the coroutines under way, which may outlive the dispatcher by a moment.
struct Dispatcher::State {
  using Shared = std::shared_ptr<State>;

  explicit State(Doors wanted) : doors(std::move(wanted)) {}

  Doors doors;
  int restarts_under_way = 0;
  bool gone = false;

  void tell(guard::Event event) {
    if (!gone) doors.outcome(std::move(event));
  }

  // One coroutine a command that is answered. Parameters by value: the command is gone before the answer
  // comes.

  static asio::awaitable<void> claim(Shared state, guard::ClaimRestart command) {
    guard::RestartClaimed outcome{command.record.app, command.record.decision, {}};
    outcome.answer = co_await state->doors.ledger.claim(command.record);
    state->tell(std::move(outcome));
  }

  static asio::awaitable<void> list(Shared state, guard::ListDynos command) {
    const auto need = command.urgent ? heroku::Need::restart : heroku::Need::normal;
    heroku::Api& api = state->doors.api(command.app);
    auto dynos = co_await api.dynos(command.app, need);
    state->tell(guard::DynosListed{command.app, std::move(dynos), command.verifies});
  }

  static asio::awaitable<void> mark(Shared state, guard::MarkSending command) {
    const Instant at = state->doors.now();
    auto marked = co_await state->doors.ledger.set_state(command.app, command.decision,
                                                         guard::RestartState::sending, at);
    const Instant now = state->doors.now();
    const bool late = now - at > mark_holds;
    if (marked && late) {
      state->doors.ledger.note(command.app, command.decision, guard::RestartState::refused, now);
    }
    state->tell(guard::SendingMarked{command.app, command.decision, marked && !late});
    --state->restarts_under_way;
  }

  static asio::awaitable<void> send(Shared state, guard::SendRestart command) {
    const Instant began = state->doors.now();
    heroku::Api& api = state->doors.api(command.app);
    auto answer = co_await api.restart_dyno(command.app, command.dyno);
    const Duration took = state->doors.now() - began;
    state->tell(guard::RestartAnswered{command.app, command.decision, std::move(answer), took});
    --state->restarts_under_way;
  }

  static asio::awaitable<void> ask(Shared state, guard::AskWork command) {
    auto told = co_await ask_work(state->doors.loop, std::move(command), state->doors.environment());
    state->tell(std::move(told));
  }

  // Should it fail, the next start finds a pause whose time is over and ends it again.
  static asio::awaitable<void> forget_pause(Shared state, guard::ForgetPause command) {
    const auto forgotten = co_await state->doors.ledger.set_paused(command.app, false);
    (void)forgotten;
  }

  // A failure is not told: the row stays open, and the next start ends it again.
  static asio::awaitable<void> end_request(Shared state, guard::NoteRequest command) {
    auto done =
        co_await state->doors.ledger.end_request(command.app, command.request, command.state, command.at);
    (void)done;
  }

  // A failure is not told: the guard keeps what it knew and asks again in time.
  static asio::awaitable<void> describe(Shared state, guard::ListFormation command) {
    heroku::Api& api = state->doors.api(command.app);
    auto formation = co_await api.describe(command.app);
    if (formation) state->tell(*std::move(formation));
  }
};

Dispatcher::Dispatcher(Doors doors) : state_(std::make_shared<State>(std::move(doors))) {}

Dispatcher::~Dispatcher() { state_->gone = true; }

int Dispatcher::restarts_under_way() const { return state_->restarts_under_way; }

void Dispatcher::carry_out(const std::vector<guard::Command>& commands) {
  const auto start = [this](asio::awaitable<void> step) {
    asio::co_spawn(state_->doors.loop, std::move(step), asio::detached);
  };
  const Overloaded carry{
      [&](const guard::ClaimRestart& command) { start(State::claim(state_, command)); },
      [&](const guard::ListDynos& command) { start(State::list(state_, command)); },
      [&](const guard::MarkSending& command) {
        ++state_->restarts_under_way;
        start(State::mark(state_, command));
      },
      [&](const guard::SendRestart& command) {
        ++state_->restarts_under_way;
        start(State::send(state_, command));
      },
      [&](const guard::ListFormation& command) { start(State::describe(state_, command)); },
      [&](const guard::AskWork& command) { start(State::ask(state_, command)); },
      [&](const guard::NoteRestart& command) {
        state_->doors.ledger.note(command.app, command.decision, command.state, command.at);
      },
      [&](const guard::ForgetPause& command) { start(State::forget_pause(state_, command)); },
      [&](const guard::NoteRequest& command) { start(State::end_request(state_, command)); },
      [&](const guard::Record& command) {
        state_->doors.journal(command.entry);
        state_->doors.ledger.append(command.entry);
      },
  };
  for (const auto& command : commands) std::visit(carry, command);
}

}  // namespace swapguard::app
