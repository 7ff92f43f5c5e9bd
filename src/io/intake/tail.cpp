// Tail: a timer for the plan's deadlines, a coroutine for each API call, a watch for each stream.
#include "io/intake/tail.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <utility>

#include "io/intake/feed.h"

namespace swapguard::intake {
namespace {

using logplex::LineStream;

constexpr int tail_forbidden_code = 20;

LineStream::Format format_of(const http::Response& response) {
  const bool events = response.headers.get("Content-Type").starts_with("text/event-stream");
  return events ? LineStream::Format::sse : LineStream::Format::text;
}

}  // namespace

struct Tail::State : std::enable_shared_from_this<State> {
  struct Live {
    std::unique_ptr<http::WatchHandle> watch;
    std::unique_ptr<SessionFeed> feed;  // none before the header has come
  };

  State(asio::io_context& io, http::Client& with, OpenSession ask, TailOptions how, TailEvents whom)
      : loop(io),
        client(with),
        open_session(std::move(ask)),
        options(std::move(how)),
        events(std::move(whom)),
        plan(options.times, options.seed),
        reader([this](observe::Observation seen) { observed(std::move(seen)); }),
        timer(io) {
    if (events.line) reader.on_verdict([this](const auto& line, const auto&) { events.line(line); });
  }

  void observed(observe::Observation seen) {
    const auto* loss = std::get_if<observe::LogLoss>(&seen.what);
    if (loss != nullptr && loss->code == tail_forbidden_code) forbidden = true;
    events.observed(std::move(seen));
  }

  void carry_out(const TailPlan::Actions& actions) {
    for (const TailPlan::Action& action : actions) {
      std::visit([this](const auto& what) { carry_out(what); }, action);
    }
    arm();
  }
  void carry_out(const TailPlan::CreateSession& create);
  void carry_out(const TailPlan::Open& open);
  void carry_out(const TailPlan::Close& close);
  void carry_out(const TailPlan::Report& report) {
    if (events.changed) events.changed({options.app, report.flowing, report.reason, report.detail});
  }

  static asio::awaitable<void> create(std::shared_ptr<State> self, SessionRequest request);
  void begin(std::uint64_t stream, const http::Response& response);
  void feed(std::uint64_t stream, std::string_view chunk);
  void end(std::uint64_t stream, const std::string& message);
  void drop(std::uint64_t stream);
  void arm();

  asio::io_context& loop;
  http::Client& client;
  OpenSession open_session;
  TailOptions options;
  TailEvents events;
  TailPlan plan;
  LogReader reader;
  asio::steady_timer timer;
  std::map<std::uint64_t, Live> streams;
  bool stopped = false;
  bool forbidden = false;  // L20 was among the lines just read
  std::uint64_t sessions_asked = 0;
  std::uint64_t streams_opened = 0;
};

void Tail::State::carry_out(const TailPlan::CreateSession& what) {
  ++sessions_asked;
  SessionRequest request{.app = options.app, .lines = what.lines};
  asio::co_spawn(loop, create(shared_from_this(), std::move(request)), asio::detached);
}

asio::awaitable<void> Tail::State::create(std::shared_ptr<State> self, SessionRequest request) {
  auto url = co_await self->open_session(std::move(request));
  if (self->stopped) co_return;
  const Instant now = self->options.now();
  if (url) {
    self->carry_out(self->plan.session_created(now, std::move(*url)));
  } else {
    self->carry_out(self->plan.session_refused(now, url.error()));
  }
}

void Tail::State::carry_out(const TailPlan::Open& what) {
  ++streams_opened;
  const std::uint64_t stream = what.stream;
  const std::weak_ptr<State> weak = weak_from_this();
  http::Watch watch;
  watch.call.url = what.url;
  watch.call.headers.set("Accept", "*/*");
  watch.started = [weak, stream](const http::Response& response) {
    if (const auto self = weak.lock()) self->begin(stream, response);
  };
  watch.data = [weak, stream](std::string_view chunk) {
    if (const auto self = weak.lock()) self->feed(stream, chunk);
  };
  watch.ended = [weak, stream](bool, const std::string& message) {
    if (const auto self = weak.lock()) self->end(stream, message);
  };
  streams.try_emplace(stream);
  auto handle = client.watch(std::move(watch));
  if (const auto found = streams.find(stream); found != streams.end())
    found->second.watch = std::move(handle);
}

void Tail::State::carry_out(const TailPlan::Close& what) { drop(what.stream); }

void Tail::State::begin(std::uint64_t stream, const http::Response& response) {
  const auto found = streams.find(stream);
  if (stopped || found == streams.end()) return;
  found->second.feed = std::make_unique<SessionFeed>(reader, stream, format_of(response));
  carry_out(plan.started(options.now(), stream, response.status));
}

void Tail::State::feed(std::uint64_t stream, std::string_view chunk) {
  const auto found = streams.find(stream);
  if (stopped || found == streams.end() || !found->second.feed) return;
  const std::size_t fresh = found->second.feed->feed(chunk);
  const Instant now = options.now();
  if (std::exchange(forbidden, false)) {
    carry_out(plan.tail_forbidden(now));
  } else if (fresh > 0) {
    carry_out(plan.heard(now, stream, fresh));
  }
}

void Tail::State::end(std::uint64_t stream, const std::string& message) {
  if (stopped || !streams.contains(stream)) return;
  drop(stream);
  carry_out(plan.ended(options.now(), stream, message));
}

// The handle may be the one whose callback is running: it is destroyed at the next turn of the loop.
void Tail::State::drop(std::uint64_t stream) {
  const auto found = streams.find(stream);
  if (found == streams.end()) return;
  asio::post(loop, [watch = std::move(found->second.watch)] {});
  streams.erase(found);
}

void Tail::State::arm() {
  timer.cancel();
  const auto at = plan.wake_at();
  if (stopped || !at) return;
  const auto wait = std::max(Duration{0}, *at - options.now());
  const auto wall = std::chrono::duration_cast<Duration>(wait / options.time_scale);
  timer.expires_after(wall + milliseconds{1});  // not a moment before the deadline
  timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (error || !self || self->stopped) return;
    self->carry_out(self->plan.wake(self->options.now()));
  });
}

Tail::Tail(asio::io_context& loop, http::Client& client, OpenSession open_session, TailOptions options,
           TailEvents events)
    : state_(std::make_shared<State>(loop, client, std::move(open_session), std::move(options),
                                     std::move(events))) {}

Tail::~Tail() {
  state_->stopped = true;
  state_->timer.cancel();
  state_->streams.clear();
}

void Tail::start() { state_->carry_out(state_->plan.wake(state_->options.now())); }

const IntakeCounts& Tail::counts() const { return state_->reader.counts(); }
std::uint64_t Tail::sessions_asked() const { return state_->sessions_asked; }
std::uint64_t Tail::streams_opened() const { return state_->streams_opened; }

}  // namespace swapguard::intake
