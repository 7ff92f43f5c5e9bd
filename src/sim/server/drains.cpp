#include "sim/server/drains.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swapguard::sim {
namespace {

constexpr std::size_t buffer_most = 1024;
constexpr std::size_t buffer_least = 10;  // after five minutes without success
constexpr Duration patience = minutes{5};
constexpr std::size_t body_most = 102400;
constexpr int tries = 3;

std::string upper_hex(Random& random) { return fmt::format("{:016X}{:016X}", random.next(), random.next()); }

LogRecord overflow_line(const Drain& drain, Instant now) {
  return {drain.app, now, logplex::Origin::platform, "logplex",
          fmt::format("Error L10 (output buffer overflow): {} messages dropped since {}.", drain.lost,
                      format_rfc3339(drain.lost_since).substr(0, 19) + "+00:00")};
}

bool has_name(const Drain& drain, std::string_view name) {
  return drain.id == name || drain.token == name || drain.url == name;
}

}  // namespace

Drains::Drains(asio::io_context& loop, const Faults& faults, std::uint64_t seed)
    : loop_(loop), faults_(faults), random_(seed, "drains") {}

DrainPtr Drains::add(const AppName& app, const std::string& url, Instant now) {
  if (!client_) client_ = http::Client::start(loop_);
  auto drain = std::make_shared<Drain>();
  drain->id = random_.uuid().text();
  drain->token = "d." + random_.uuid().text();
  drain->url = url;
  drain->app = app;
  drain->created_at = drain->heard_at = now;
  drains_.push_back(drain);
  return drain;
}

DrainPtr Drains::find(const AppName& app, std::string_view name) const {
  for (const DrainPtr& drain : drains_) {
    if (drain->app == app && has_name(*drain, name)) return drain;
  }
  return nullptr;
}

bool Drains::remove(const AppName& app, std::string_view name) {
  const DrainPtr drain = find(app, name);
  if (!drain) return false;
  drain->removed = true;
  std::erase(drains_, drain);
  return true;
}

std::vector<DrainPtr> Drains::of(const AppName& app) const {
  std::vector<DrainPtr> found;
  for (const DrainPtr& drain : drains_) {
    if (drain->app == app) found.push_back(drain);
  }
  return found;
}

void Drains::lose_one(Drain& drain, Instant now) {
  if (drain.buffer.empty()) return;
  if (drain.lost == 0) drain.lost_since = now;
  drain.buffer.pop_front();
  ++drain.lost;
}

void Drains::publish(const LogRecord& record) {
  for (const DrainPtr& drain : drains_) {
    if (drain->app != record.app) continue;
    drain->buffer.push_back(record);
    const bool hopeless = record.at - drain->heard_at > patience && drain->lost > 0;
    while (drain->buffer.size() > (hopeless ? buffer_least : buffer_most)) lose_one(*drain, record.at);
  }
}

void Drains::lose(int messages, Instant now) {
  for (const DrainPtr& drain : drains_) {
    if (drain->lost == 0) drain->lost_since = now;
    drain->lost += messages;
    for (int i = 0; i < messages && !drain->buffer.empty(); ++i) drain->buffer.pop_front();
  }
}

// Losses come first, in the body that reports them.
Drains::Batch Drains::take_batch(Drain& drain, Instant now) {
  Batch batch;
  batch.newest = now;
  if (drain.lost > 0) {
    batch.body = to_frame(overflow_line(drain, now));
    batch.messages = 1;
    drain.lost = 0;
  }
  while (!drain.buffer.empty() && batch.body.size() < body_most) {
    std::string frame = to_frame(drain.buffer.front());
    if (faults_.wrong_frame_length && ++frames_ % 20 == 0) frame.insert(0, "1");
    batch.body += frame;
    ++batch.messages;
    drain.buffer.pop_front();
  }
  return batch;
}

void Drains::flush(Instant now) {
  for (const DrainPtr& drain : drains_) {
    if (drain->silent || drain->busy || (drain->buffer.empty() && drain->lost == 0)) continue;
    drain->busy = true;
    Batch batch = take_batch(*drain, now);
    const int shown = batch.messages + (faults_.wrong_message_count ? 3 : 0);
    asio::co_spawn(loop_, deliver(client_.get(), drain, std::move(batch), upper_hex(random_), shown),
                   asio::detached);
  }
}

asio::awaitable<void> Drains::deliver(http::Client* client, DrainPtr drain, Batch batch, std::string frame_id,
                                      int shown_count) {
  http::Call call;
  call.method = "POST";
  call.url = drain->url;
  call.headers.set("Content-Type", "application/logplex-1");
  call.headers.set("Logplex-Msg-Count", std::to_string(shown_count));
  call.headers.set("Logplex-Frame-Id", frame_id);
  call.headers.set("Logplex-Drain-Token", drain->token);
  call.headers.set("User-Agent", "Logplex/v72");
  call.body = batch.body;
  call.connect_within = seconds{3};
  call.answer_within = seconds{5};
  const auto executor = co_await asio::this_coro::executor;
  bool through = false;
  for (int attempt = 1; attempt <= tries && !drain->removed; ++attempt) {
    auto answer = co_await client->send(call);
    const int status = answer ? answer->status : 0;
    through = status >= 200 && status < 300;
    const bool refused = status >= 400 && status < 500 && status != 429;
    if (through || refused) break;
    asio::steady_timer pause(executor, milliseconds{10 << attempt});
    co_await pause.async_wait(asio::use_awaitable);
  }
  if (through) {
    drain->heard_at = batch.newest;
    ++drain->delivered;
  } else {
    if (drain->lost == 0) drain->lost_since = batch.newest;
    drain->lost += batch.messages;
  }
  drain->busy = false;
}

// A delivery that ends after this sees that its drain is gone and touches the client no more.
void Drains::stop() {
  for (const DrainPtr& drain : drains_) drain->removed = true;
  drains_.clear();
  client_.reset();
}

}  // namespace swapguard::sim
