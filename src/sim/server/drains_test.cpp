#include "sim/server/drains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "core/logplex/framing.h"
#include "io/http/server.h"
#include "support/loop.h"

namespace swapguard::sim {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};
const AppName demo{"demo"};

struct DrainsTest : testing::Test {
  asio::io_context loop{1};
  Faults faults;
  Drains drains{loop, faults, 1};
  std::vector<http::Request> seen;
  std::vector<int> statuses;  // of the next answers; then 204
  std::unique_ptr<http::Server> server;

  void SetUp() override {
    setenv("no_proxy", "*", 1);
    server = http::Server::start(loop, {}, [this](http::Request request) {
               return take(std::move(request));
             }).value();
  }
  asio::awaitable<http::Answer> take(http::Request request) {
    seen.push_back(std::move(request));
    http::Response response;
    response.status = 204;
    if (!statuses.empty()) {
      response.status = statuses.front();
      statuses.erase(statuses.begin());
    }
    co_return response;
  }
  DrainPtr add() {
    return drains.add(demo, "http://me:secret@127.0.0.1:" + std::to_string(server->port()) + "/logs/demo",
                      start);
  }
  void print(const std::string& text) {
    drains.publish({demo, start, logplex::Origin::platform, "web.1", text});
  }
  void deliver(const DrainPtr& drain) {
    drains.flush(start);
    ASSERT_TRUE(test::run_until(loop, [&] { return !drain->busy; }));
  }
};

TEST_F(DrainsTest, PostsFramesAsLogplexDoes) {
  const DrainPtr drain = add();
  print("Restarting");
  print("State changed from up to starting");
  deliver(drain);
  ASSERT_EQ(seen.size(), 1u);
  const http::Request& body = seen.front();
  EXPECT_EQ(body.path(), "/logs/demo");
  EXPECT_EQ(body.headers.get("Content-Type"), "application/logplex-1");
  EXPECT_EQ(body.headers.get("Logplex-Msg-Count"), "2");
  EXPECT_EQ(body.headers.get("Logplex-Drain-Token"), drain->token);
  EXPECT_THAT(std::string(body.headers.get("Logplex-Frame-Id")), testing::MatchesRegex("[0-9A-F]{32}"));
  EXPECT_EQ(http::basic_credentials(body.headers)->password, "secret");
  EXPECT_EQ(body.body,
            "64 <134>1 2026-05-11T00:00:00+00:00 host heroku web.1 - Restarting\n"
            "87 <134>1 2026-05-11T00:00:00+00:00 host heroku web.1 - State changed from up to starting\n");
}

TEST_F(DrainsTest, TriesThreeTimesWithTheSameFrameId) {
  const DrainPtr drain = add();
  statuses = {503, 429};
  print("Restarting");
  deliver(drain);
  ASSERT_EQ(seen.size(), 3u);
  std::set<std::string> ids;
  for (const auto& request : seen) ids.emplace(request.headers.get("Logplex-Frame-Id"));
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(drain->lost, 0);
}

TEST_F(DrainsTest, AfterThreeFailuresTheNextBodyReportsTheLoss) {
  const DrainPtr drain = add();
  statuses = {500, 500, 500};
  print("one");
  print("two");
  deliver(drain);
  EXPECT_EQ(drain->lost, 2);
  print("three");
  deliver(drain);
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_THAT(seen.back().body,
              HasSubstr("host heroku logplex - Error L10 (output buffer overflow): 2 messages "
                        "dropped since 2026-05-11T00:00:00+00:00."));
  EXPECT_EQ(seen.back().headers.get("Logplex-Msg-Count"), "2");
}

TEST_F(DrainsTest, ARefusedBodyIsNotTriedAgain) {
  const DrainPtr drain = add();
  statuses = {401};
  print("one");
  deliver(drain);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(drain->lost, 1);
}

TEST_F(DrainsTest, KeepsTheNewestThousandAndTwentyFour) {
  const DrainPtr drain = add();
  for (int i = 0; i < 1100; ++i) print("line " + std::to_string(i));
  EXPECT_EQ(drain->buffer.size(), 1024u);
  EXPECT_EQ(drain->buffer.front().text, "line 76");
  EXPECT_EQ(drain->lost, 76);
}

TEST_F(DrainsTest, MiscountsWhenAskedTo) {
  const DrainPtr drain = add();
  faults.wrong_message_count = true;
  print("one");
  deliver(drain);
  EXPECT_EQ(seen.back().headers.get("Logplex-Msg-Count"), "4");
}

TEST_F(DrainsTest, IsFoundByIdTokenAndUrlUntilItIsRemoved) {
  const DrainPtr drain = add();
  for (const std::string& name : {drain->id, drain->token, drain->url})
    EXPECT_EQ(drains.find(demo, name), drain);
  EXPECT_EQ(drains.find(AppName{"other"}, drain->id), nullptr);
  EXPECT_TRUE(drains.remove(demo, drain->url));
  EXPECT_FALSE(drains.remove(demo, drain->url));
}

}  // namespace
}  // namespace swapguard::sim
