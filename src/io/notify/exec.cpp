#include "io/notify/exec.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "io/notify/child.h"

namespace swapguard::notify {
namespace {

using Steady = std::chrono::steady_clock;

// How often a running command is looked at. A handler of SIGCHLD would interrupt the writes of other threads.
constexpr auto look_every = std::chrono::milliseconds{20};

}  // namespace

struct Exec::State : std::enable_shared_from_this<State> {
  State(asio::io_context& loop, ExecOptions wanted, std::function<void(const ExecTrouble&)> to_tell)
      : options(std::move(wanted)), tell(std::move(to_tell)), look(loop) {}

  void start_next();
  void wait_a_little();
  void watch();
  void ended(const std::string& how);
  void failed(const std::string& how);
  void tell_trouble();

  ExecOptions options;
  std::function<void(const ExecTrouble&)> tell;
  asio::steady_timer look;
  std::deque<std::string> queue;
  std::optional<Child> child;
  Steady::time_point began;
  bool terminated = false;
  ExecCounts counts;
  ExecTrouble untold;
  std::optional<Steady::time_point> told_at;
};

void Exec::State::start_next() {
  while (!child && !queue.empty()) {
    const std::string event = std::move(queue.front());
    queue.pop_front();
    auto started = Child::start(options.command, event + "\n", options.environment);
    if (!started) {
      failed("cannot be started: " + started.error());
      continue;
    }
    child = *std::move(started);
    began = Steady::now();
    terminated = false;
    wait_a_little();
  }
}

void Exec::State::wait_a_little() {
  look.expires_after(look_every);
  look.async_wait([state = weak_from_this()](boost::system::error_code error) {
    const auto self = state.lock();
    if (!error && self) self->watch();
  });
}

void Exec::State::watch() {
  const auto passed = Steady::now() - began;
  if (passed >= options.timeout + options.grace) {
    child->kill();
  } else if (passed >= options.timeout && !terminated) {
    terminated = true;
    child->terminate();
  }
  const auto how = child->ended();
  if (!how) return wait_a_little();
  child.reset();
  ended(*how);
  start_next();
}

void Exec::State::ended(const std::string& how) {
  if (terminated) {
    failed(fmt::format("no end after {}", format_duration(options.timeout)));
  } else if (!how.empty()) {
    failed(how);
  } else {
    ++counts.ran;
  }
}

void Exec::State::failed(const std::string& how) {
  ++counts.failed;
  ++untold.failed;
  untold.last = how;
  tell_trouble();
}

void Exec::State::tell_trouble() {
  if (told_at && Steady::now() - *told_at < options.tell_every) return;
  told_at = Steady::now();
  untold.command = options.command.front();
  tell(std::exchange(untold, {}));
}

Exec::Exec(asio::io_context& loop, ExecOptions options, std::function<void(const ExecTrouble&)> trouble)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(trouble))) {}

Exec::~Exec() = default;

void Exec::put(std::string event) {
  State& state = *state_;
  if (state.queue.size() >= state.options.queue_max) {
    state.queue.pop_front();
    ++state.counts.dropped;
    ++state.untold.dropped;
    state.tell_trouble();
  }
  state.queue.push_back(std::move(event));
  state.start_next();
}

bool Exec::idle() const { return !state_->child && state_->queue.empty(); }
ExecCounts Exec::counts() const { return state_->counts; }

}  // namespace swapguard::notify
