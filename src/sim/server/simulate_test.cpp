#include "sim/server/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "io/http/client.h"
#include "io/http/server.h"
#include "support/loop.h"

namespace swapguard::sim {
namespace {

namespace json = boost::json;
using test::run;
using test::run_until;
using testing::HasSubstr;

struct SimulationTest : testing::Test {
  asio::io_context loop{1};
  std::unique_ptr<Simulation> simulation;
  std::unique_ptr<http::Client> client;

  void SetUp() override {
    setenv("no_proxy", "*", 1);
    SimulateOptions options;
    options.time_scale = 600;
    simulation = Simulation::start(loop, options).value();
    client = http::Client::start(loop);
  }
  http::Call call(const std::string& method, const std::string& path, const std::string& body = "") const {
    http::Call made;
    made.method = method;
    made.url = simulation->url() + path;
    made.body = body;
    made.headers.set("Authorization", "Bearer any");
    made.headers.set("Accept", "application/vnd.heroku+json; version=3");
    return made;
  }
  Result<http::Response, http::CallError> ask(const std::string& method, const std::string& path,
                                              const std::string& body = "") {
    return run(loop, client->send(call(method, path, body)));
  }
  DynoId holder() { return simulation->model().apps()[0]->dynos()[0].id; }

  // Follows a new log session.
  struct Tail {
    std::string text, type;
    bool ended = false, torn = false;
    std::unique_ptr<http::WatchHandle> handle;
  };
  void follow(Tail& tail, const std::string& body, const std::string& accept) {
    const auto made = ask("POST", "/apps/demo/log-sessions", body);
    http::Watch watch;
    watch.call.url = std::string(json::parse(made->body).at("logplex_url").as_string());
    watch.call.headers.set("Accept", accept);
    watch.started = [&tail](const http::Response& header) { tail.type = header.headers.get("Content-Type"); };
    watch.data = [&tail](std::string_view piece) { tail.text += piece; };
    watch.ended = [&tail](bool torn, const std::string&) {
      tail.ended = true;
      tail.torn = torn;
    };
    tail.handle = client->watch(std::move(watch));
  }
};

TEST_F(SimulationTest, ItsTailTellsWhatARestartDoes) {
  Tail tail;
  follow(tail, R"({"tail":true,"lines":0,"dyno":"web","source":"heroku"})", "text/plain");
  ASSERT_TRUE(run_until(loop, [&] { return tail.text.find("sample#memory_total") != std::string::npos; }));
  EXPECT_EQ(tail.type, "text/plain");
  EXPECT_THAT(tail.text, testing::Not(HasSubstr("router")));
  const DynoId before = holder();
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos/web.1")->status, 202);
  EXPECT_NE(holder(), before);
  EXPECT_TRUE(run_until(loop, [&] { return tail.text.find("starting to up") != std::string::npos; }));
  EXPECT_THAT(tail.text, HasSubstr(" heroku[web.1]: Stopping all processes with SIGTERM\n"));
}

TEST_F(SimulationTest, ServesEventsToWhoAsksForThem) {
  Tail tail;
  follow(tail, R"({"tail":true})", "text/event-stream");
  EXPECT_TRUE(run_until(loop, [&] { return tail.text.find("\ndata: 2") != std::string::npos; }));
  EXPECT_EQ(tail.type, "text/event-stream");
}

TEST_F(SimulationTest, TailsEndAndAreCut) {
  Tail tail;
  follow(tail, R"({"tail":true})", "text/plain");
  ASSERT_TRUE(run_until(loop, [&] { return !tail.text.empty(); }));
  EXPECT_EQ(ask("POST", "/_control/streams", R"({"mode":"cut"})")->status, 202);
  ASSERT_TRUE(run_until(loop, [&] { return tail.ended; }));
  EXPECT_TRUE(tail.torn);
  Tail next;
  follow(next, R"({"tail":true})", "text/plain");
  ASSERT_TRUE(run_until(loop, [&] { return !next.text.empty(); }));
  EXPECT_EQ(ask("POST", "/_control/streams", R"({"mode":"end"})")->status, 202);
  ASSERT_TRUE(run_until(loop, [&] { return next.ended; }));
  EXPECT_FALSE(next.torn);
}

TEST_F(SimulationTest, AnExpiredUrlIsNotFound) {
  ask("POST", "/apps/demo/log-sessions", R"({"tail":true})").has_value();
  EXPECT_EQ(ask("GET", "/stream?token=00000000-0000-4000-8000-000000000000")->status, 404);
}

TEST_F(SimulationTest, LosesAnswersBeforeOrAfterActing) {
  const DynoId first = holder();
  ask("POST", "/_control/calls", R"({"effect":"drop_before","method":"DELETE"})").has_value();
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos/web.1").error().kind, http::CallError::Kind::lost);
  EXPECT_EQ(holder(), first);
  ask("POST", "/_control/calls", R"({"effect":"drop_after","method":"DELETE"})").has_value();
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos/web.1").error().kind, http::CallError::Kind::lost);
  EXPECT_NE(holder(), first);
}

TEST_F(SimulationTest, FailsTheNextCallsAsAsked) {
  ask("POST", "/_control/calls", R"({"status":429,"times":2,"path":"/apps/demo","retry_after":"1353003093"})")
      .has_value();
  EXPECT_EQ(ask("GET", "/apps")->status, 200);
  EXPECT_EQ(ask("GET", "/apps/demo")->headers.get("Retry-After"), "1353003093");
  EXPECT_EQ(ask("GET", "/apps/demo")->status, 429);
  EXPECT_EQ(ask("GET", "/apps/demo")->status, 200);
}

TEST_F(SimulationTest, StaysSilentWhenAskedTo) {
  ask("POST", "/_control/calls", R"({"effect":"hang","path":"/apps"})").has_value();
  http::Call waiting = call("GET", "/apps");
  waiting.answer_within = milliseconds{300};
  EXPECT_EQ(run(loop, client->send(waiting)).error().kind, http::CallError::Kind::lost);
}

TEST_F(SimulationTest, DeliversToDrains) {
  std::string body;
  auto receiver =
      http::Server::start(loop, {}, [&body](http::Request request) -> asio::awaitable<http::Answer> {
        body += request.body;
        co_return http::Response{.status = 204};
      });
  const std::string url = "http://u:p@127.0.0.1:" + std::to_string((*receiver)->port()) + "/logs/demo";
  EXPECT_EQ(ask("POST", "/apps/demo/log-drains", json::serialize(json::object{{"url", url}}))->status, 201);
  EXPECT_TRUE(
      run_until(loop, [&] { return body.find("host heroku web.1 - source=web.1") != std::string::npos; }));
}

TEST_F(SimulationTest, AfterStopNothingKeepsTheLoop) {
  Tail tail;
  follow(tail, R"({"tail":true})", "text/plain");
  ASSERT_TRUE(run_until(loop, [&] { return !tail.text.empty(); }));
  client.reset();
  simulation->stop();
  loop.restart();
  loop.run();
  SUCCEED();
}

TEST(Simulation, SaysWhatIsWrong) {
  asio::io_context loop{1};
  SimulateOptions options;
  options.spec = "nosuch";
  EXPECT_THAT(Simulation::start(loop, options).error(), HasSubstr("there are: demo leak preboot fleet"));
  options.spec = "demo";
  options.time_scale = 0;
  EXPECT_THAT(Simulation::start(loop, options).error(), HasSubstr("time scale"));
  options.time_scale = 1;
  const auto first = Simulation::start(loop, options);
  options.port = (*first)->port();
  EXPECT_THAT(Simulation::start(loop, options).error(), HasSubstr("in use"));
}

}  // namespace
}  // namespace swapguard::sim
