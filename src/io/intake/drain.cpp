// Drains: secret, duplicate, queue, answer; then one body a turn of the loop, so that answers go before
// reading.
#include "io/intake/drain.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <utility>

namespace swapguard::intake {
namespace {

constexpr std::size_t peers_most = 8;
constexpr Duration quiet_after = minutes{1};

http::Response answer(int status) { return {.status = status, .headers = {}, .body = {}}; }

// Logplex tries again by itself; others heed it.
http::Response come_later() {
  http::Response response = answer(503);
  response.headers.set("Retry-After", "1");
  return response;
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} ? value : 0;
}

// Compares with all secrets, so that the time tells nothing about which one was near.
bool fits_one(const std::string& password, const std::vector<std::string>& secrets) {
  bool fits = false;
  for (const std::string& secret : secrets) {
    const bool same = http::equal_in_constant_time(password, secret);
    fits = fits || (same && !secret.empty());
  }
  return fits;
}

struct Delivery {
  AppName app;
  std::string body;
  std::optional<std::uint64_t> frames_told;  // Logplex-Msg-Count
  std::uint64_t dropped = 0, lost = 0;       // counts of log-shuttle
  Instant at;
};

Delivery delivery_of(http::Request request, AppName app, Instant now) {
  Delivery delivery{.app = std::move(app), .body = {}, .frames_told = {}, .at = now};
  const http::Headers& headers = request.headers;
  if (headers.has("Logplex-Msg-Count")) delivery.frames_told = number(headers.get("Logplex-Msg-Count"));
  delivery.dropped = number(headers.get("Logplex-Drop-Count"));
  delivery.lost = number(headers.get("Logplex-Lost-Count"));
  delivery.body = std::move(request.body);
  return delivery;
}

}  // namespace

struct Drains::State : std::enable_shared_from_this<State> {
  struct App {
    std::vector<std::string> secrets;
    std::unique_ptr<LogReader> reader;
    std::string token;
    DrainCounts counts;
    Refusals refusals;
    std::optional<Instant> warned_at;
    std::optional<bool> flowing;
  };

  State(asio::io_context& io, DrainOptions how, DrainEvents whom)
      : loop(io), options(std::move(how)), events(std::move(whom)) {}

  bool has_room(std::size_t octets) const {
    return queue.size() < options.queue_bodies && bytes + octets <= options.queue_bytes;
  }

  App* find(const AppName& app) {
    const auto found = apps.find(app);
    return found == apps.end() ? nullptr : &found->second;
  }

  void add(const AppName& name) {
    ReaderOptions reading{.app = {}, .own_path = "/logs/" + name.text};
    const auto observed = [this, name](observe::Observation seen) { events.observed(name, std::move(seen)); };
    auto& reader = apps[name].reader;
    reader = std::make_unique<LogReader>(observed, reading);
    if (!events.line) return;
    reader->on_verdict([this, name](const auto& line, const auto&) { events.line(name, line); });
  }

  std::optional<http::Response> refused(const http::Request& head, const AppName& name);
  http::Response answer_to(http::Request request, const AppName& name);
  http::Response take(http::Request request, const AppName& name, App& app);
  http::Response refuse(const std::string& peer, const AppName& name, App& app);
  void let_in(const AppName& name, App& app, std::string_view token);
  void say(const AppName& name, App& app, bool flowing);
  void read_next();
  void read(const Delivery& delivery);
  void note_losses(const Delivery& delivery);

  asio::io_context& loop;
  DrainOptions options;
  DrainEvents events;
  std::map<AppName, App> apps;
  DuplicateFrames known;
  std::deque<Delivery> queue;
  std::size_t bytes = 0;
};

std::optional<http::Response> Drains::State::refused(const http::Request& head, const AppName& name) {
  App* app = find(name);
  if (app == nullptr) return answer(404);
  const auto given = http::basic_credentials(head.headers);
  if (!fits_one(given ? given->password : std::string{}, app->secrets)) return refuse(head.peer, name, *app);
  const bool is_known = head.method == "GET" || head.method == "HEAD" || head.method == "POST";
  if (!is_known) return answer(405);
  return std::nullopt;
}

http::Response Drains::State::answer_to(http::Request request, const AppName& name) {
  if (auto refusal = refused(request, name)) return *std::move(refusal);
  if (request.method != "POST") return answer(204);
  return take(std::move(request), name, *find(name));
}

http::Response Drains::State::take(http::Request request, const AppName& name, App& app) {
  const Instant now = options.now();
  const std::string_view token = request.headers.get("Logplex-Drain-Token");
  const std::string_view frame = request.headers.get("Logplex-Frame-Id");
  ++app.counts.deliveries;
  let_in(name, app, token);
  const std::string drain = (name.text + ' ').append(token);
  if (known.knows(drain, frame, now)) {
    ++app.counts.duplicates;
    return answer(204);
  }
  if (!has_room(request.body.size())) {
    ++app.counts.overloaded;
    return come_later();
  }
  known.remember(drain, frame, now);
  bytes += request.body.size();
  queue.push_back(delivery_of(std::move(request), name, now));
  asio::post(loop, [self = weak_from_this()] {
    if (const auto state = self.lock()) state->read_next();
  });
  return answer(204);
}

http::Response Drains::State::refuse(const std::string& peer, const AppName& name, App& app) {
  const Instant now = options.now();
  ++app.counts.refused;
  Refusals& refusals = app.refusals;
  if (refusals.count++ == 0) refusals.since = now;
  const bool noted = std::ranges::find(refusals.peers, peer) != refusals.peers.end();
  if (!noted && refusals.peers.size() < peers_most) refusals.peers.push_back(peer);
  // A stranger who guesses does not make a drain that delivers look broken.
  if (!refusals.last_good || now >= *refusals.last_good + quiet_after) say(name, app, false);
  if (events.refused && (!app.warned_at || now >= *app.warned_at + options.warn_every)) {
    app.warned_at = now;
    events.refused(name, refusals);
  }
  http::Response refused = answer(401);
  refused.headers.set("WWW-Authenticate", "Basic realm=\"drain\"");
  return refused;
}

void Drains::State::let_in(const AppName& name, App& app, std::string_view token) {
  app.refusals = Refusals{.since = {}, .last_good = options.now(), .peers = {}};
  say(name, app, true);
  if (token.empty() || token == app.token) return;
  const bool changed = !app.token.empty();
  app.token = token;
  if (changed && events.token_changed) events.token_changed(name);
}

void Drains::State::say(const AppName& name, App& app, bool flowing) {
  if (app.flowing == flowing) return;
  app.flowing = flowing;
  if (!events.changed) return;
  if (flowing) {
    events.changed({name, true, "connected", "the log drain delivers"});
  } else {
    events.changed({name, false, "wrong_secret", "a drain delivery was refused: wrong secret"});
  }
}

void Drains::State::read_next() {
  const Delivery delivery = std::move(queue.front());
  queue.pop_front();
  bytes -= delivery.body.size();
  read(delivery);
}

void Drains::State::read(const Delivery& delivery) {
  App* app = find(delivery.app);
  if (app == nullptr) return;
  LogReader& reader = *app->reader;
  const IntakeCounts before = reader.counts();
  reader.counts().bytes += delivery.body.size();
  reader.frames(delivery.body);
  const std::uint64_t frames = reader.counts().lines - before.lines;
  if (delivery.frames_told && *delivery.frames_told != frames) ++app->counts.miscounted;
  // log-shuttle also says it in a line of the body; once is enough.
  if (reader.counts().losses == before.losses) note_losses(delivery);
}

void Drains::State::note_losses(const Delivery& delivery) {
  const auto note = [&](int code, std::uint64_t lines) {
    if (lines == 0) return;
    const observe::LogLoss loss{.code = code, .lines = lines};
    events.observed(delivery.app, {.at = delivery.at, .dyno = {}, .what = loss});
  };
  note(12, delivery.dropped);
  note(13, delivery.lost);
}

Drains::Drains(asio::io_context& loop, DrainOptions options, DrainEvents events)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(events))) {}
Drains::~Drains() = default;

void Drains::set(AppName app, std::vector<std::string> secrets) {
  if (state_->find(app) == nullptr) state_->add(app);
  state_->apps[app].secrets = std::move(secrets);
}

std::optional<http::Response> Drains::refused(const http::Request& head, const AppName& app) {
  if (auto refusal = state_->refused(head, app)) return refusal;
  if (state_->has_room(1)) return std::nullopt;
  ++state_->find(app)->counts.overloaded;
  return come_later();
}

asio::awaitable<http::Answer> Drains::handle(http::Request request, AppName app) {
  // No waiting here: the answer must not depend on anything but memory.
  co_return state_->answer_to(std::move(request), app);
}

std::optional<DrainCounts> Drains::counts(const AppName& app) const {
  const State::App* known = state_->find(app);
  if (known == nullptr) return std::nullopt;
  DrainCounts counts = known->counts;
  counts.lines = known->reader->counts();
  return counts;
}

std::size_t Drains::queued() const { return state_->queue.size(); }

}  // namespace swapguard::intake
