// One way out to the platform, past the rate budget.
#include "io/heroku/calls.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "io/heroku/errors.h"

namespace swapguard::heroku {
namespace {

using guard::ApiError;
using guard::ApiFailure;

constexpr int tries_max = 3;
constexpr int pages_max = 50;  // 10,000 dynos or apps

Instant wall_clock() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

bool worth_a_retry(const ApiError& error) {
  return error.failure == ApiFailure::unknown || error.failure == ApiFailure::not_sent;
}

bool is_success(int status) { return status >= 200 && status < 300; }

std::uint64_t seed() {
  std::random_device source;
  return static_cast<std::uint64_t>(source()) << 32 | source();
}

asio::awaitable<void> timed_pause(Duration span) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer pause(executor, span);
  co_await pause.async_wait(asio::use_awaitable);
}

}  // namespace

Calls::Calls(http::Client& client, ApiOptions options)
    : client_(client), options_(std::move(options)), random_(options_.seed ? *options_.seed : seed()) {
  if (!options_.now) options_.now = &wall_clock;
  if (!options_.pause) options_.pause = &timed_pause;
  while (options_.base.ends_with('/')) options_.base.pop_back();
}

asio::awaitable<Answer<http::Response>> Calls::once(Ask ask) {
  const Duration wait = budget_.wait(ask.need, now());
  if (wait > Duration::zero()) co_return failure(kept_back(wait));
  if (!ask.free) budget_.spend(now());
  const std::string request_id = make_request_id();
  http::Call call = call_of(ask, request_id);
  auto answer = co_await client_.send(std::move(call));
  if (!answer) {
    ApiError error = error_of(answer.error());
    error.request_id = request_id;
    co_return failure(std::move(error));
  }
  learn(*answer);
  if (!answer->headers.has("Request-Id")) answer->headers.set("Request-Id", request_id);
  if (!is_success(answer->status)) co_return failure(error_of(*answer, now()));
  co_return std::move(*answer);
}

asio::awaitable<Answer<http::Response>> Calls::patiently(Ask ask) {
  for (int tries = 1;; ++tries) {
    auto answer = co_await once(ask);
    if (answer || tries == tries_max || !worth_a_retry(answer.error())) co_return answer;
    const Duration span = back_off(tries);
    co_await options_.pause(span);
  }
}

asio::awaitable<Answer<std::vector<std::string>>> Calls::pages(Ask ask) {
  std::vector<std::string> bodies;
  for (int page = 0; page < pages_max; ++page) {
    auto answer = co_await patiently(ask);
    if (!answer) co_return failure(answer.error());
    bodies.push_back(std::move(answer->body));
    const std::string next(answer->headers.get("Next-Range"));
    if (answer->status != 206 || next.empty()) co_return bodies;
    ask.range = next;
  }
  co_return failure(broken_answer("a list without end"));
}

http::Call Calls::call_of(const Ask& ask, const std::string& request_id) const {
  http::Call call;
  call.method = ask.method;
  call.url = options_.base + ask.path;
  call.body = ask.body;
  call.headers.set("Accept", ask.sdk_form ? "application/vnd.heroku+json; version=3.sdk"
                                          : "application/vnd.heroku+json; version=3");
  call.headers.set("User-Agent", options_.user_agent);
  call.headers.set("Request-Id", request_id);
  if (!options_.token.empty()) call.headers.set("Authorization", "Bearer " + options_.token);
  if (!ask.body.empty()) call.headers.set("Content-Type", "application/json");
  if (!ask.range.empty()) call.headers.set("Range", ask.range);
  return call;
}

std::string Calls::make_request_id() {
  const std::uint64_t high = random_();
  const std::uint64_t low = random_();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xFFFF, high & 0xFFF,
                     (low >> 48 & 0x3FFF) | 0x8000, low & 0xFFFF'FFFF'FFFF);
}

ApiError Calls::kept_back(Duration wait) const {
  ApiError error;
  error.failure = ApiFailure::rate_limited;
  error.id = "kept_back";
  error.message =
      fmt::format("kept back for {}: the account's rate limit is shared", describe_duration(wait));
  error.retry_after = wait;
  return error;
}

void Calls::learn(const http::Response& response) {
  const std::string_view text = response.headers.get("RateLimit-Remaining");
  int remaining = 0;
  const auto [end, broken] = std::from_chars(text.data(), text.data() + text.size(), remaining);
  if (!text.empty() && broken == std::errc()) told(remaining);
  told_.scope = std::string(response.headers.get("Oauth-Scope"));
  told_.ahead.reset();
  if (const auto date = parse_http_date(response.headers.get("Date"))) {
    told_.ahead = *date - std::chrono::floor<seconds>(wall_clock());
  }
  if (response.status == 429) {
    const auto pause = parse_retry_after(response.headers.get("Retry-After"), now());
    budget_.refused(pause.value_or(Duration{}), now());
  } else {
    budget_.accepted();
  }
}

// Doubled for each try, give or take half, so that many apps do not come back at once.
Duration Calls::back_off(int tries) {
  std::uniform_real_distribution<double> jitter(0.5, 1.5);
  const double span = static_cast<double>(options_.back_off.count()) * (1 << (tries - 1)) * jitter(random_);
  return Duration(static_cast<Duration::rep>(span));
}

}  // namespace swapguard::heroku
