// The simulation's door: sends each request to the API, the log streams or the control page, with the faults
// asked for, and moves the model on.
#include "sim/server/simulate.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "sim/model/scenarios.h"
#include "sim/server/control.h"
#include "sim/server/platform_api.h"
#include "sim/server/reply.h"

namespace swapguard::sim {
namespace {

using StagePtr = std::shared_ptr<Stage>;

constexpr Duration nap{milliseconds{50}};
constexpr Duration hang_most{minutes{10}};  // of the wall clock

// In small steps, so that stop() need not know who waits.
asio::awaitable<void> wait(StagePtr stage, Duration wall) {
  const auto executor = co_await asio::this_coro::executor;
  const auto until = std::chrono::steady_clock::now() + wall;
  asio::steady_timer timer(executor);
  while (!stage->stopped && std::chrono::steady_clock::now() < until) {
    timer.expires_after(
        std::min<std::chrono::steady_clock::duration>(nap, until - std::chrono::steady_clock::now()));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

http::Response gone() {
  http::Response response;
  response.status = 404;
  response.headers.set("Content-Type", "text/plain");
  response.body = "Not found";
  return response;
}

// The log session's URL: plain text, or events for who asks for them. No API token is asked for.
http::Answer answer_stream(const StagePtr& stage, const http::Request& request) {
  const LogSession* found = stage->sessions.find(request.query("token"), stage->now());
  if (!found) return gone();
  const bool events = request.headers.get("Accept").find("text/event-stream") != std::string_view::npos;
  http::Streaming streaming;
  streaming.headers.set("Content-Type", events ? "text/event-stream" : "text/plain");
  streaming.headers.set("Cache-Control", "no-cache");
  streaming.headers.set("Connection", "close");
  streaming.started = [stage, session = *found, events](std::shared_ptr<http::Stream> stream) {
    if (stage->stopped) return stream->close();
    stage->sessions.attach(session, std::move(stream), events, stage->now());
  };
  return streaming;
}

http::Response answer_fault(Stage& stage, const http::Request& request, const CallFault& fault) {
  constexpr std::pair<int, std::string_view> words[] = {
      {401, "unauthorized"}, {402, "delinquent"}, {403, "forbidden"},      {404, "not_found"},
      {409, "conflict"},     {410, "gone"},       {422, "invalid_params"}, {429, "rate_limit"}};
  std::string_view id = "internal_server_error";
  for (const auto& [status, word] : words) {
    if (status == fault.status) id = word;
  }
  http::Response response = refusal(fault.status, id, "This failure was asked for.");
  if (!fault.retry_after.empty()) response.headers.set("Retry-After", fault.retry_after);
  finish(response, request, stage);
  return response;
}

asio::awaitable<http::Answer> serve(StagePtr stage, http::Request request) {
  stage->catch_up();
  if (is_control(request.path())) co_return answer_control(*stage, request);
  const std::string token = token_of(request);
  const auto fault = stage->faults.take(request, token);
  using enum CallFault::Effect;
  if (fault && fault->effect == status) co_return answer_fault(*stage, request, *fault);
  if (fault && fault->effect == drop_before) co_return http::Abort{};
  if (fault && fault->effect == hang) {
    co_await wait(stage, hang_most);
    co_return http::Abort{};
  }
  if (fault && fault->effect == slow) {
    co_await wait(stage, fault->delay);
    stage->catch_up();
  }
  if (request.path() == "/stream") co_return answer_stream(stage, request);
  http::Response response = answer_api(*stage, request);
  stage->catch_up();
  if (fault && fault->effect == drop_after) co_return http::Abort{};
  co_return response;
}

asio::awaitable<void> keep_time(StagePtr stage) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  while (!stage->stopped) {
    stage->catch_up();
    timer.expires_after(stage->rest());
    co_await timer.async_wait(asio::use_awaitable);
  }
}

class Served final : public Simulation {
 public:
  Served(StagePtr stage, std::unique_ptr<http::Server> server)
      : stage_(std::move(stage)), server_(std::move(server)) {}
  ~Served() override { stop(); }

  int port() const override { return server_->port(); }
  std::string url() const override {
    const std::string& address = stage_->options.address;
    const bool anywhere = address == "0.0.0.0" || address == "::";
    return fmt::format("http://{}:{}", anywhere ? "127.0.0.1" : address, port());
  }
  Instant now() const override { return stage_->now(); }
  PlatformModel& model() override { return stage_->model; }

  void stop() override {
    if (stage_->stopped) return;
    stage_->stopped = true;
    stage_->sessions.end_all();
    stage_->drains.stop();
    server_->stop(Duration{0});
  }

 private:
  StagePtr stage_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace

Result<std::unique_ptr<Simulation>, std::string> Simulation::start(asio::io_context& loop,
                                                                   SimulateOptions options) {
  auto spec = make_scenario(options.spec);
  if (!spec) {
    std::string names;
    for (const Scenario& scenario : scenarios()) names += fmt::format(" {}", scenario.name);
    return failure(fmt::format("there is no scenario '{}'; there are:{}", options.spec, names));
  }
  return start(loop, std::move(options), std::move(*spec));
}

Result<std::unique_ptr<Simulation>, std::string> Simulation::start(asio::io_context& loop,
                                                                   SimulateOptions options, Spec spec) {
  if (!(options.time_scale >= 0.1 && options.time_scale <= 10000)) {
    return failure(std::string("the time scale must be between 0.1 and 10000"));
  }
  if (!options.open && options.token.empty()) return failure(std::string("a token is needed"));
  const auto wall = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  spec.start = options.start.value_or(wall);
  auto stage = std::make_shared<Stage>(loop, options, spec);
  http::ServerOptions listening;
  listening.address = options.address;
  listening.port = options.port;
  auto server = http::Server::start(loop, std::move(listening), [stage](http::Request request) {
    return serve(stage, std::move(request));
  });
  if (!server) return failure(server.error().message);
  asio::co_spawn(loop, keep_time(stage), asio::detached);
  return std::make_unique<Served>(std::move(stage), std::move(*server));
}

}  // namespace swapguard::sim
