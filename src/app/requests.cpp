#include "app/requests.h"

#include <fmt/format.h>

#include <map>
#include <random>

#include "app/daemon_words.h"

namespace swapguard::app {
namespace {

std::string fresh_name() {
  std::random_device source;
  return fmt::format("r-{:08x}{:02x}", source(), source() & 0xFFU);
}

std::optional<Problem> refusal(const guard::Requested& wish, const guard::Meant& meant, std::size_t open) {
  if (!meant.known_app) {
    return Problem{.code = "SG1801", .message = fmt::format("{} is not guarded here", wish.app.text)};
  }
  if (!meant.known_type) {
    return Problem{
        .code = "SG1802",
        .message = fmt::format("{} has no guarded process type {}", wish.app.text, wish.type.text)};
  }
  if (open >= guard::Requests::open_max) {
    return Problem{
        .code = "SG1803",
        .message = fmt::format("{} requests for restarts of {} are open already", open, wish.app.text)};
  }
  return std::nullopt;
}

std::string note_of(const guard::Requested& request, const guard::Meant& meant) {
  if (request.meant.empty()) return "no running dyno of these is seen just now: nothing is restarted";
  if (!meant.armed) return "observe mode: nothing is restarted; the journal says what would be";
  if (meant.paused) return "paused: restarts wait for `swapguard resume`, at most an hour";
  return "restarted one after the other, through all guards";
}

Accepted accepted(const guard::Requested& request, const guard::Meant& meant, bool repeated) {
  Accepted answer{request.request, request.app, {}, note_of(request, meant), repeated};
  for (const auto& each : request.meant) answer.dynos.push_back(each.dyno);
  return answer;
}

int http_status(const Problem& problem) {
  if (problem.code == "SG1801") return 404;
  if (problem.code == "SG1802") return 409;
  return problem.code == "SG1803" ? 429 : 503;
}

}  // namespace

struct RequestDesk::State {
  Doors doors;
  std::map<AppName, std::size_t> under_way;  // being written
  bool gone = false;
};

RequestDesk::RequestDesk(Doors doors) : state_(std::make_shared<State>(State{std::move(doors), {}, false})) {}

RequestDesk::~RequestDesk() { state_->gone = true; }

asio::awaitable<Result<Accepted, Problem>> RequestDesk::accept(guard::Requested wish,
                                                               history::Delivery delivery) {
  const std::shared_ptr<State> state = state_;
  // To its end, also when the caller's connection is cut: what is written is to be told to the guard.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  if (state->doors.look) co_await state->doors.look(wish.app);
  const guard::Meant meant = state->doors.meant(wish);
  auto problem = refusal(wish, meant, meant.open + state->under_way[wish.app]);
  if (problem) co_return failure(*std::move(problem));
  wish.request = fresh_name();
  wish.at = state->doors.now();
  wish.meant = meant.dynos;
  ++state->under_way[wish.app];
  auto stored = co_await state->doors.ledger.accept(wish, delivery);
  --state->under_way[wish.app];
  if (!stored) co_return failure(problem_of(stored.error()));
  if (!stored->repeated && !state->gone) state->doors.tell(stored->request);
  co_return accepted(stored->request, meant, stored->repeated);
}

asio::awaitable<hooks::Taken> take_from_hook(RequestDesk& desk, guard::Requested wish,
                                             history::Delivery delivery) {
  const auto accepted = co_await desk.accept(std::move(wish), std::move(delivery));
  hooks::Taken taken;
  if (accepted) {
    taken.request = accepted->request;
    taken.dynos = accepted->dynos;
    taken.note = accepted->note;
  } else {
    taken.status = http_status(accepted.error());
    taken.note = accepted.error().message;
  }
  co_return taken;
}

}  // namespace swapguard::app
