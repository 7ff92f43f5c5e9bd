// Exporter: one coroutine that looks twice a second what is due. Metrics are told anew each time, so a lost
// request of them is simply followed by the next; events stay until they were taken.
#include "io/otlp/exporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <chrono>
#include <deque>
#include <utility>

#include "io/otlp/encode.h"

namespace swapguard::otlp {
namespace {

using Steady = std::chrono::steady_clock;

constexpr Duration look_every = milliseconds{200};
constexpr Duration retry_first = seconds{5};
constexpr Duration retry_most = minutes{5};

bool is_temporary(int status) { return status == 429 || status == 502 || status == 503 || status == 504; }

Duration asked_to_wait(const http::Response& response) {
  const std::string_view text = response.headers.get("Retry-After");
  std::int64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc{} || count < 0) return Duration{0};
  return std::min<Duration>(seconds{count}, retry_most);
}

}  // namespace

struct Exporter::State : std::enable_shared_from_this<State> {
  State(ExportSettings how, Doors through)
      : settings(std::move(how)), doors(std::move(through)), timer(doors.loop) {}

  enum class Outcome { taken, refused, later };
  asio::awaitable<Outcome> send(std::string url, std::string body);
  asio::awaitable<void> send_metrics();
  asio::awaitable<void> send_events();
  void fail(const std::string& why, Duration wait);

  ExportSettings settings;
  Doors doors;
  asio::steady_timer timer;
  std::deque<LogRecord> waiting;
  ExportCounts counts;
  Steady::time_point metrics_at{}, events_at{}, quiet_until{};
  Duration retry = retry_first;
  bool said = false;
  bool busy = false;  // events are on their way
  bool over = false;
};

asio::awaitable<Exporter::State::Outcome> Exporter::State::send(std::string url, std::string body) {
  http::Call call{.method = "POST", .url = std::move(url), .body = std::move(body)};
  call.answer_within = settings.timeout;
  call.headers.set("Content-Type", std::string(content_type(settings.encoding)));
  for (const auto& [name, value] : settings.headers) call.headers.set(name, value);
  const auto answer = co_await doors.client.send(std::move(call));
  if (!answer) {
    fail(answer.error().message, Duration{0});
    co_return Outcome::later;
  }
  if (answer->status >= 200 && answer->status < 300) {
    ++counts.sent;
    retry = retry_first;
    said = false;
    co_return Outcome::taken;
  }
  fail(fmt::format("HTTP {}", answer->status), asked_to_wait(*answer));
  co_return is_temporary(answer->status) ? Outcome::later : Outcome::refused;
}

void Exporter::State::fail(const std::string& why, Duration wait) {
  ++counts.failed;
  quiet_until = Steady::now() + std::max(wait, retry);
  retry = std::min(2 * retry, retry_most);
  if (!std::exchange(said, true) && doors.trouble) doors.trouble(why);
}

asio::awaitable<void> Exporter::State::send_metrics() {
  metrics_at = Steady::now() + settings.interval;
  const Metrics all{{settings.resource, doors.metrics()}};
  std::string body = encode_metrics(all, settings.encoding);
  co_await send(settings.metrics_url, std::move(body));
}

asio::awaitable<void> Exporter::State::send_events() {
  if (std::exchange(busy, true)) co_return;
  events_at = Steady::now() + batch_every;
  const std::size_t count = std::min(waiting.size(), batch_most);
  ScopeLogs scope{"swapguard", {waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count)}};
  const Logs all{{settings.resource, {std::move(scope)}}};
  std::string body = encode_logs(all, settings.encoding);
  const Outcome outcome = co_await send(settings.logs_url, std::move(body));
  busy = false;
  if (outcome == Outcome::later) co_return;
  if (outcome == Outcome::refused) counts.dropped += count;
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
}

namespace {

// Outlives the exporter by the request under way.
template <class State>
asio::awaitable<void> keep_sending(std::shared_ptr<State> state) {
  while (!state->over) {
    const auto now = Steady::now();
    const bool quiet = now < state->quiet_until;
    if (!quiet && !state->settings.metrics_url.empty() && now >= state->metrics_at) {
      co_await state->send_metrics();
    }
    if (!quiet && !state->over && !state->waiting.empty() && now >= state->events_at) {
      co_await state->send_events();
    }
    if (state->over) co_return;
    boost::system::error_code ended;
    auto token = asio::redirect_error(asio::use_awaitable, ended);
    state->timer.expires_after(look_every);
    co_await state->timer.async_wait(token);
  }
}

}  // namespace

Exporter::Exporter(ExportSettings settings, Doors doors)
    : state_(std::make_shared<State>(std::move(settings), std::move(doors))) {}

Exporter::~Exporter() {
  state_->over = true;
  state_->timer.cancel();
}

void Exporter::start() {
  state_->metrics_at = Steady::now() + std::min<Duration>(state_->settings.interval, seconds{5});
  asio::co_spawn(state_->doors.loop, keep_sending(state_), asio::detached);
}

void Exporter::take(LogRecord event) {
  if (state_->settings.logs_url.empty()) return;
  if (state_->waiting.size() >= waiting_most) {
    ++state_->counts.dropped;
    return;
  }
  state_->waiting.push_back(std::move(event));
}

asio::awaitable<void> Exporter::finish() {
  const std::shared_ptr<State> state = state_;
  if (std::exchange(state->over, true)) co_return;
  state->timer.cancel();
  if (Steady::now() < state->quiet_until) co_return;
  if (!state->settings.metrics_url.empty()) co_await state->send_metrics();
  if (!state->waiting.empty()) co_await state->send_events();
}

ExportCounts Exporter::counts() const { return state_->counts; }

}  // namespace swapguard::otlp
