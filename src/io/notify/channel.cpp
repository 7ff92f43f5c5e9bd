#include "io/notify/channel.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <functional>
#include <utility>

#include "io/notify/retry.h"

namespace swapguard::notify {
namespace {

// So often it may fail before anybody is told: services have their moments.
constexpr int tries_untold = 3;
constexpr auto shortest_wait = std::chrono::milliseconds{5};

}  // namespace

struct Channel::State : std::enable_shared_from_this<State> {
  State(asio::io_context& io, ChannelOptions wanted, ChannelDoors the_doors)
      : loop(io),
        options(std::move(wanted)),
        doors(std::move(the_doors)),
        plan(options.rules),
        wakeup(io),
        pause(io) {}

  void look_at_plan();
  void enqueue(Message message);
  void make_room();
  void start();
  static asio::awaitable<void> work(std::shared_ptr<State> self);
  static asio::awaitable<void> rest(std::shared_ptr<State> self, std::chrono::nanoseconds span);
  // Whether the first message is done with, and how long to wait before the next try or message.
  std::chrono::nanoseconds judge(const Result<http::Response, http::CallError>& answer);
  void end_first(bool delivered);
  void tell(std::string last, bool is_gone);

  asio::io_context& loop;
  ChannelOptions options;
  ChannelDoors doors;
  Plan plan;
  asio::steady_timer wakeup, pause;
  std::deque<Message> queue;
  int tries = 0;  // of the first
  bool working = false, closed = false, gone = false, in_trouble = false;
  ChannelCounts counts;
};

void Channel::State::look_at_plan() {
  for (Message& message : plan.due(doors.now())) enqueue(std::move(message));
  const auto next = plan.next_due();
  if (!next) return;
  wakeup.expires_after(std::max<std::chrono::nanoseconds>(doors.wait_until(*next), shortest_wait));
  wakeup.async_wait([state = weak_from_this()](boost::system::error_code error) {
    const auto self = state.lock();
    if (!error && self && !self->closed) self->look_at_plan();
  });
}

void Channel::State::enqueue(Message message) {
  if (gone) {
    ++counts.dropped;
    return;
  }
  queue.push_back(std::move(message));
  if (queue.size() > options.queue_max) make_room();
  start();
}

// The first is on its way. Pages stay as long as there is anything else to give up.
void Channel::State::make_room() {
  auto victim =
      std::find_if(queue.begin() + 1, queue.end(), [](const Message& each) { return !each.is_page(); });
  if (victim == queue.end()) victim = queue.begin() + 1;
  doors.ended(victim->id, false);
  queue.erase(victim);
  ++counts.dropped;
}

void Channel::State::start() {
  if (working) return;
  working = true;
  asio::co_spawn(loop, work(shared_from_this()), asio::detached);
}

asio::awaitable<void> Channel::State::rest(std::shared_ptr<State> self, std::chrono::nanoseconds span) {
  boost::system::error_code cancelled;
  self->pause.expires_after(span);
  auto token = asio::redirect_error(asio::use_awaitable, cancelled);
  co_await self->pause.async_wait(token);
}

asio::awaitable<void> Channel::State::work(std::shared_ptr<State> self) {
  while (!self->closed && !self->queue.empty()) {
    const Message& first = self->queue.front();
    const Instant now = self->doors.now();
    if (now - first.due > first.worth()) {
      self->end_first(false);
      continue;
    }
    http::Call call = to_call(self->options.target, first, self->options.look, now);
    call.answer_within = self->options.answer_within;
    const auto answer = co_await self->doors.client.send(std::move(call));
    if (self->closed) break;
    const auto span = self->judge(answer);
    co_await rest(self, span);
  }
  self->working = false;
}

std::chrono::nanoseconds Channel::State::judge(const Result<http::Response, http::CallError>& answer) {
  ++tries;
  const std::uint64_t salt = std::hash<std::string>{}(queue.front().id) + static_cast<std::uint64_t>(tries);
  const Fate fate = fate_of(answer ? answer->status : 0);
  if (fate == Fate::again) {
    if (tries >= tries_untold) tell(describe(answer), false);
    const auto asked = answer ? parse_retry_after(answer->headers.get("Retry-After")) : std::nullopt;
    const auto wait = pause_after(tries, asked, salt);
    return std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double, std::micro>(wait) *
                                                        options.retry_scale);
  }
  if (fate == Fate::delivered) in_trouble = false;
  end_first(fate == Fate::delivered);
  if (fate != Fate::delivered) tell(describe(answer), fate == Fate::gone);
  if (fate == Fate::gone) {
    gone = true;
    while (!queue.empty()) end_first(false);
  }
  return options.apart;
}

void Channel::State::end_first(bool delivered) {
  const std::string id = std::move(queue.front().id);
  queue.pop_front();
  tries = 0;
  ++(delivered ? counts.delivered : counts.failed);
  doors.ended(id, delivered);
}

void Channel::State::tell(std::string last, bool is_gone) {
  if (std::exchange(in_trouble, true)) return;
  doors.trouble({options.name, std::move(last), is_gone});
}

Channel::Channel(asio::io_context& loop, ChannelOptions options, ChannelDoors doors)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(doors))) {}

Channel::~Channel() {
  state_->closed = true;
  state_->wakeup.cancel();
  state_->pause.cancel();
}

void Channel::catch_up(const std::vector<guard::JournalEntry>& entries, const std::set<std::string>& ended) {
  State& state = *state_;
  std::vector<Message> asked;
  const auto add = [&asked](std::vector<Message> due) {
    for (Message& message : due) asked.push_back(std::move(message));
  };
  Instant at{};
  for (const auto& entry : entries) {
    at = std::max(at, entry.at);
    add(state.plan.due(at));
    state.plan.take(entry, at);
  }
  add(state.plan.due(state.doors.now()));
  for (Message& message : still_to_tell(std::move(asked), ended, state.doors.now())) {
    message.due = std::max(message.due, state.doors.now() - minutes{30});  // some time is left to send it
    state.enqueue(std::move(message));
  }
  state.look_at_plan();
}

void Channel::put(const guard::JournalEntry& entry) {
  state_->plan.take(entry, state_->doors.now());
  state_->look_at_plan();
}

const std::string& Channel::name() const { return state_->options.name; }
bool Channel::idle() const { return state_->queue.empty() || state_->tries > 0; }
ChannelCounts Channel::counts() const { return state_->counts; }

std::string describe(const Result<http::Response, http::CallError>& answer) {
  if (answer) return fmt::format("HTTP {}", answer->status);
  return "cannot be reached: " + answer.error().message;
}

}  // namespace swapguard::notify
