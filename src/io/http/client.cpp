// The loop's side of the client: who waits for which answer.
#include "io/http/client.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <optional>

#include "io/http/courier.h"

namespace swapguard::http {
namespace {

using Outcome = Result<Response, CallError>;

constexpr std::size_t waiting_max = 256;
constexpr std::size_t unread_max = 8u << 20;  // of one watch

// A coroutine in send(): the timer never expires, cancelling it wakes the coroutine.
struct Waiter {
  explicit Waiter(asio::io_context& loop) : wake(loop, asio::steady_timer::time_point::max()) {}
  asio::steady_timer wake;
  std::optional<Outcome> outcome;
};

// Loop thread, save where noted. Outlives the client for as long as answers are on their way.
struct Desk : std::enable_shared_from_this<Desk> {
  explicit Desk(asio::io_context& io) : loop(io), courier(std::make_unique<Courier>()) {}

  asio::io_context& loop;
  std::unique_ptr<Courier> courier;  // none: the client has been destroyed
  Courier::Id last_id = 0;
  std::map<Courier::Id, std::shared_ptr<Waiter>> waiters;
  std::map<Courier::Id, std::shared_ptr<Watch>> watches;

  // On the courier thread: to be run on the loop, if the desk is still there.
  template <class Work>
  void post(Work work) {
    asio::post(loop, [weak = weak_from_this(), work = std::move(work)]() mutable {
      if (const auto desk = weak.lock()) work(*desk);
    });
  }

  void answer(Courier::Id id, Outcome outcome) {
    const auto found = waiters.find(id);
    if (found == waiters.end()) return;
    found->second->outcome = std::move(outcome);
    found->second->wake.cancel();
    waiters.erase(found);
  }

  // A copy, so that a callback may destroy its own handle.
  std::shared_ptr<Watch> watch_of(Courier::Id id) const {
    const auto found = watches.find(id);
    return found == watches.end() ? nullptr : found->second;
  }

  void end_watch(Courier::Id id, const Outcome& outcome) {
    const auto watch = watch_of(id);
    watches.erase(id);
    if (!watch || !watch->ended) return;
    watch->ended(!outcome, outcome ? std::string() : outcome.error().message);
  }

  TransferEvents watch_events(Courier::Id id);
};

TransferEvents Desk::watch_events(Courier::Id id) {
  const auto unread = std::make_shared<std::atomic<std::size_t>>(0);
  TransferEvents events;
  events.started = [this, id](const Response& response) {
    post([id, response](Desk& desk) {
      const auto watch = desk.watch_of(id);
      if (watch && watch->started) watch->started(response);
    });
  };
  events.data = [this, id, unread](std::string_view data) {
    if (unread->fetch_add(data.size()) + data.size() > unread_max) return false;
    post([id, unread, text = std::string(data)](Desk& desk) {
      unread->fetch_sub(text.size());
      const auto watch = desk.watch_of(id);
      if (watch && watch->data) watch->data(text);
    });
    return true;
  };
  events.done = [this, id](Outcome outcome) {
    post([id, outcome = std::move(outcome)](Desk& desk) { desk.end_watch(id, outcome); });
  };
  return events;
}

CallError not_taken(const char* why) { return CallError{CallError::Kind::not_sent, why}; }

// Takes its waiter away when the coroutine is unwound while it waits.
struct Place {
  Place(std::shared_ptr<Desk> desk, Courier::Id id) : desk_(std::move(desk)), id_(id) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (desk_->waiters.erase(id_) > 0 && desk_->courier) desk_->courier->drop(id_);
  }
  std::shared_ptr<Desk> desk_;
  Courier::Id id_;
};

asio::awaitable<Outcome> carry(std::shared_ptr<Desk> desk, Call call) {
  if (!desk->courier) co_return failure(not_taken("shutting down"));
  if (desk->waiters.size() >= waiting_max) co_return failure(not_taken("too many calls are waiting"));
  const Courier::Id id = ++desk->last_id;
  const auto waiter = std::make_shared<Waiter>(desk->loop);
  desk->waiters.emplace(id, waiter);
  const Place place(desk, id);
  TransferEvents events;
  events.done = [raw = desk.get(), id](Outcome outcome) {
    raw->post(
        [id, outcome = std::move(outcome)](Desk& here) mutable { here.answer(id, std::move(outcome)); });
  };
  desk->courier->carry(id, std::move(call), std::move(events), false);
  boost::system::error_code woken;
  auto token = asio::redirect_error(asio::use_awaitable, woken);
  while (!waiter->outcome) co_await waiter->wake.async_wait(token);
  co_return std::move(*waiter->outcome);
}

class DeskHandle final : public WatchHandle {
 public:
  DeskHandle(std::shared_ptr<Desk> desk, Courier::Id id) : desk_(std::move(desk)), id_(id) {}
  ~DeskHandle() override {
    if (desk_->watches.erase(id_) > 0 && desk_->courier) desk_->courier->drop(id_);
  }

 private:
  std::shared_ptr<Desk> desk_;
  Courier::Id id_;
};

class CourierClient final : public Client {
 public:
  explicit CourierClient(asio::io_context& loop) : desk_(std::make_shared<Desk>(loop)) {}

  // The courier tells the end of all calls while it is joined; those who wait read it from the loop.
  ~CourierClient() override {
    desk_->courier.reset();
    asio::post(desk_->loop, [desk = desk_] {});
  }

  asio::awaitable<Outcome> send(Call call) override { return carry(desk_, std::move(call)); }

  std::unique_ptr<WatchHandle> watch(Watch watch) override {
    const Courier::Id id = ++desk_->last_id;
    Call call = watch.call;
    desk_->watches.emplace(id, std::make_shared<Watch>(std::move(watch)));
    desk_->courier->carry(id, std::move(call), desk_->watch_events(id), true);
    return std::make_unique<DeskHandle>(desk_, id);
  }

 private:
  std::shared_ptr<Desk> desk_;
};

}  // namespace

std::unique_ptr<Client> Client::start(asio::io_context& loop) {
  return std::make_unique<CourierClient>(loop);
}

}  // namespace swapguard::http
