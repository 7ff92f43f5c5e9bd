#include "sim/worlds/session.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <charconv>
#include <map>
#include <utility>

#include "io/intake/feed.h"
#include "io/intake/tail_plan.h"

namespace swapguard::worlds {
namespace {

using intake::TailPlan;

constexpr Duration stream_life = hours{1};  // then Heroku ends it

// `…?lines=100`, as answer_of writes it.
std::size_t lines_of(std::string_view url) {
  const std::string_view digits = url.substr(url.rfind('=') + 1);
  std::size_t lines = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), lines);
  return lines;
}

}  // namespace

struct Session::State : std::enable_shared_from_this<State> {
  struct Stream {
    std::unique_ptr<intake::SessionFeed> feed;  // none before the header has come
    std::string pending;
    bool hangs = false;
  };

  explicit State(Doors given)
      : doors(std::move(given)),
        plan({}, doors.luck.next()),
        reader([this](const observe::Observation& seen) { doors.observed(seen); }) {}

  // Does it after a while unless the session is gone by then.
  template <class Act>
  void after(Duration wait, Act act) {
    doors.agenda.after(wait, [weak = weak_from_this(), act] {
      if (const auto self = weak.lock(); self && !self->stopped) act(*self);
    });
  }

  void carry_out(const TailPlan::Actions& actions) {
    for (const auto& action : actions) std::visit([this](const auto& what) { carry_out(what); }, action);
    arm();
  }
  void carry_out(const TailPlan::CreateSession& what) {
    asio::co_spawn(doors.loop, create(shared_from_this(), what.lines), asio::detached);
  }
  void carry_out(const TailPlan::Open& what) {
    streams.try_emplace(what.stream);
    const Duration takes = doors.luck.between(milliseconds{50}, milliseconds{900});
    after(takes,
          [stream = what.stream, lines = lines_of(what.url)](State& self) { self.begin(stream, lines); });
  }
  void carry_out(const TailPlan::Close& what) { streams.erase(what.stream); }
  void carry_out(const TailPlan::Report& what) {
    doors.changed({doors.app, what.flowing, what.reason, what.detail});
  }

  static asio::awaitable<void> create(std::shared_ptr<State> self, int lines);
  void begin(std::uint64_t stream, std::size_t lines);
  void put(std::uint64_t number, Stream& stream, const std::string& text);
  void flush(std::uint64_t number);
  void feed(std::uint64_t number, std::string_view chunk);
  void end(std::uint64_t number, const std::string& message);
  void arm();

  Doors doors;
  TailPlan plan;
  intake::LogReader reader;
  std::map<std::uint64_t, Stream> streams;
  std::uint64_t alarm = 0;
  bool stopped = false;
};

asio::awaitable<void> Session::State::create(std::shared_ptr<State> self, int lines) {
  const Counted counted(self->doors.calls);
  heroku::LogSessionRequest request;
  request.lines = lines;
  request.source = "heroku";
  auto url = co_await self->doors.api.create_log_session(self->doors.app, request);
  if (self->stopped) co_return;
  const Instant now = self->doors.now();
  if (url) {
    self->carry_out(self->plan.session_created(now, std::move(*url)));
  } else {
    self->carry_out(self->plan.session_refused(now, url.error()));
  }
}

void Session::State::begin(std::uint64_t number, std::size_t lines) {
  const auto found = streams.find(number);
  if (found == streams.end()) return;
  if (doors.dice.hit(Fault::session_refused)) {
    carry_out(plan.started(doors.now(), number, 404));
    return end(number, "");
  }
  found->second.feed =
      std::make_unique<intake::SessionFeed>(reader, number, logplex::LineStream::Format::text);
  if (!doors.dice.hit(Fault::session_gap)) {
    const auto& said = doors.said;
    const std::size_t first = said.size() - std::min(lines, said.size());
    for (std::size_t i = first; i < said.size(); ++i) put(number, found->second, said[i]);
  }
  after(stream_life, [number](State& self) { self.end(number, "the platform ended it"); });
  carry_out(plan.started(doors.now(), number, 200));
}

void Session::State::put(std::uint64_t number, Stream& stream, const std::string& text) {
  if (!stream.feed || stream.hangs || doors.dice.hit(Fault::line_lost)) return;
  if (stream.pending.empty()) {
    const Duration takes = doors.luck.between(milliseconds{20}, milliseconds{400});
    after(takes, [number](State& self) { self.flush(number); });
  }
  stream.pending += text;
}

void Session::State::flush(std::uint64_t number) {
  const auto found = streams.find(number);
  if (found == streams.end() || !found->second.feed || found->second.hangs) return;
  std::string chunk = std::exchange(found->second.pending, {});
  if (doors.dice.hit(Fault::session_cut)) {
    feed(number,
         std::string_view(chunk).substr(0, doors.dice.of(Fault::session_cut).next() % (chunk.size() + 1)));
    return end(number, "connection reset");
  }
  if (doors.dice.hit(Fault::session_doubled)) chunk += chunk;
  feed(number, chunk);
}

void Session::State::feed(std::uint64_t number, std::string_view chunk) {
  const auto found = streams.find(number);
  if (found == streams.end() || !found->second.feed) return;
  const std::size_t fresh = found->second.feed->feed(chunk);
  if (fresh > 0) carry_out(plan.heard(doors.now(), number, fresh));
}

void Session::State::end(std::uint64_t number, const std::string& message) {
  if (streams.erase(number) > 0) carry_out(plan.ended(doors.now(), number, message));
}

void Session::State::arm() {
  const auto at = plan.wake_at();
  if (!at) return;
  after(std::max<Duration>(*at - doors.now(), milliseconds{1}), [number = ++alarm](State& self) {
    if (number == self.alarm) self.carry_out(self.plan.wake(self.doors.now()));
  });
}

Session::Session(Doors doors) : state_(std::make_shared<State>(std::move(doors))) {}

Session::~Session() {
  state_->stopped = true;
  state_->streams.clear();
}

void Session::start() { state_->carry_out(state_->plan.wake(state_->doors.now())); }

void Session::line(const std::string& text) {
  for (auto& [number, stream] : state_->streams) state_->put(number, stream, text);
}

void Session::hang() {
  for (auto& [number, stream] : state_->streams) stream.hangs = true;
}

}  // namespace swapguard::worlds
