#include "sim/worlds/wire.h"

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace swapguard::worlds {
namespace {

using http::CallError;
using Answer = Result<http::Response, CallError>;

constexpr Duration connect_within = seconds{5};
constexpr Duration answer_within = seconds{20};

constexpr std::array<std::pair<Fault, int>, 7> refusals{{{Fault::api_401, 401},
                                                         {Fault::api_403, 403},
                                                         {Fault::api_404, 404},
                                                         {Fault::api_409, 409},
                                                         {Fault::api_422, 422},
                                                         {Fault::api_429, 429},
                                                         {Fault::api_429_told, 429}}};

// A refusal that the platform makes up; it acts on nothing then.
std::optional<http::Response> refusal(Dice& dice) {
  for (const auto& [fault, status] : refusals) {
    if (!dice.hit(fault)) continue;
    http::Response response;
    response.status = status;
    response.body = R"({"id":"refused","message":"This failure was asked for."})";
    if (fault == Fault::api_429_told) {
      response.headers.set("Retry-After", std::to_string(1 + dice.of(fault).next() % 120));
      response.headers.set("RateLimit-Remaining", "0");
    }
    return response;
  }
  return std::nullopt;
}

http::Response unavailable() {
  http::Response response;
  response.status = 503;
  response.body = "<html>Application Error</html>";
  return response;
}

Answer lost(CallError::Kind kind) { return failure(CallError{kind, "simulated trouble"}); }

Duration latency(Dice& dice, sim::Random& luck) {
  const Duration usual = luck.between(milliseconds{30}, milliseconds{900});
  if (!dice.hit(Fault::api_slow)) return usual;
  return usual + dice.of(Fault::api_slow).between(seconds{1}, seconds{30});
}

}  // namespace

// Where an answer arrives. The timer never expires: cancelling it wakes the coroutine that waits.
struct Wire::Slot {
  explicit Slot(asio::io_context& loop) : ready(loop, asio::steady_timer::time_point::max()) {}
  asio::steady_timer ready;
  std::optional<Answer> answer;

  void put(Answer what) {
    if (answer) return;
    answer = std::move(what);
    ready.cancel();
  }
};

Wire::SlotPtr Wire::slot() {
  std::erase_if(slots_, [](const auto& each) { return each.expired(); });
  auto fresh = std::make_shared<Slot>(doors_->loop);
  slots_.push_back(fresh);
  return fresh;
}

asio::awaitable<Wire::Answer> Wire::await(SlotPtr slot) {
  while (!slot->answer) {
    boost::system::error_code ignored;
    co_await slot->ready.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return std::move(*slot->answer);
}

asio::awaitable<Wire::Answer> Wire::send(http::Call call) {
  if (is_cut_) co_return lost(CallError::Kind::not_sent);
  SlotPtr waiting = slot();
  carry(call, waiting);
  co_return co_await await(std::move(waiting));
}

asio::awaitable<void> Wire::pause(Duration span) {
  if (is_cut_) co_return;
  SlotPtr waiting = slot();
  doors_->agenda.after(span, [waiting] { waiting->put(http::Response{}); });
  co_await await(std::move(waiting));
}

void Wire::cut() {
  is_cut_ = true;
  for (const auto& each : slots_) {
    if (const auto waiting = each.lock()) waiting->put(lost(CallError::Kind::lost));
  }
}

void Wire::carry(const http::Call& call, const SlotPtr& slot) {
  if (call.method == "DELETE") {
    carry_delete(call, slot);
  } else {
    carry_get(call, slot);
  }
}

void Wire::carry_get(const http::Call& call, const SlotPtr& slot) {
  Dice& dice = doors_->dice;
  Agenda& agenda = doors_->agenda;
  const auto say = [&](Duration wait, Answer answer) {
    agenda.after(wait, [slot, answer = std::move(answer)] { slot->put(answer); });
  };
  const Duration takes = latency(dice, doors_->luck);
  if (dice.hit(Fault::api_not_sent)) return say(connect_within, lost(CallError::Kind::not_sent));
  if (auto refused = refusal(dice)) return say(takes, std::move(*refused));
  if (dice.hit(Fault::api_5xx)) return say(takes, unavailable());
  const bool late = takes > answer_within;
  if (late || dice.hit(Fault::api_lost)) return say(answer_within, lost(CallError::Kind::lost));
  const bool broken = dice.hit(Fault::api_broken);
  const Instant asked = agenda.now();
  agenda.after(takes / 2, [doors = doors_, slot, call, takes, broken, asked] {
    DynoId hit;
    http::Response response = answer_of(doors->scene, call, hit);
    Listing listing{asked, doors->scene.now, {}};
    const bool is_listing = call.url.ends_with("/dynos");
    if (is_listing) listing.dynos = doors->scene.dynos().dynos();
    if (broken) response.body.resize(response.body.size() / 2);
    const auto arrive = [doors, slot, response, listing, tell = is_listing && !broken] {
      if (tell && !slot->answer) doors->listed(listing);
      slot->put(response);
    };
    doors->agenda.after(takes / 2, arrive);
  });
}

void Wire::carry_delete(const http::Call& call, const SlotPtr& slot) {
  Dice& dice = doors_->dice;
  Agenda& agenda = doors_->agenda;
  const Sent sent = doors_->sent(DynoName(call.url.substr(call.url.rfind('/') + 1)));
  const auto say = [&](Duration wait, Answer answer, Effect effect) {
    agenda.after(wait, [doors = doors_, slot, sent, answer = std::move(answer), effect] {
      if (!slot->answer) doors->answered(sent, effect);
      slot->put(answer);
    });
  };
  const Duration takes = latency(dice, doors_->luck);
  if (dice.hit(Fault::api_not_sent)) {
    return say(connect_within, lost(CallError::Kind::not_sent), Effect::none);
  }
  if (auto refused = refusal(dice)) return say(takes, std::move(*refused), Effect::none);
  const bool broken = dice.hit(Fault::api_5xx);
  const bool arrives = broken ? dice.of(Fault::api_5xx).chance(0.5) : !dice.hit(Fault::api_lost);
  const bool late = takes > answer_within;
  if (arrives) {
    // Once it has left, it arrives, whatever becomes of the swapguard.
    agenda.after(takes / 2, [doors = doors_, slot, sent, call, takes, broken, late] {
      DynoId hit;
      const http::Response response = answer_of(doors->scene, call, hit);
      if (!hit.is_nil()) doors->acted(sent, hit);
      if (late || broken || doors->dice.hit(Fault::api_lost_after)) return;
      doors->agenda.after(takes / 2, [doors, slot, sent, response] {
        if (!slot->answer) doors->answered(sent, response.status == 202 ? Effect::done : Effect::none);
        slot->put(response);
      });
    });
  }
  if (broken) return say(takes, unavailable(), Effect::maybe);
  say(answer_within, lost(CallError::Kind::lost), Effect::maybe);
}

}  // namespace swapguard::worlds
