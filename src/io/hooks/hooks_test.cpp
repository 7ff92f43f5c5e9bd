#include "io/hooks/hooks.h"

#include <gtest/gtest.h>

#include "io/http/message.h"
#include "support/loop.h"

namespace swapguard::hooks {
namespace {

const AppName acme("acme");
const std::string key = "0123456789abcdef";

struct HooksTest : ::testing::Test {
  asio::io_context loop{1};
  Instant now = *parse_rfc3339("2026-05-11T12:00:00Z");
  std::vector<std::pair<guard::Requested, history::Delivery>> calls;
  std::vector<WrongKeys> warnings;
  Taken answer{202, "r-1", {DynoName("web.1")}, "through all guards"};
  Hooks hooks{
      {.now = [this] { return now; },
       .take = [this](guard::Requested wish,
                      history::Delivery delivery) { return take(std::move(wish), std::move(delivery)); },
       .wrong_keys = [this](const AppName&, const WrongKeys& wrong) { warnings.push_back(wrong); }}};

  HooksTest() { hooks.set(acme, {key, "another-key-of-old"}); }

  asio::awaitable<Taken> take(guard::Requested wish, history::Delivery delivery) {
    calls.emplace_back(std::move(wish), std::move(delivery));
    co_return answer;
  }
  http::Response send(http::Request request) {
    if (request.method.empty()) request.method = "POST";
    request.peer = "10.1.2.3";
    return std::get<http::Response>(test::run(loop, hooks.handle(std::move(request))));
  }
  http::Response post(const std::string& target, const std::string& body = "",
                      std::pair<std::string, std::string> header = {"Authorization", "Bearer " + key}) {
    http::Request request{.method = "POST", .target = target, .headers = {}, .body = body, .peer = {}};
    request.headers.set(header.first, header.second);
    return send(std::move(request));
  }
};

TEST_F(HooksTest, AcceptsAnyBodyAndTellsWhatWasAccepted) {
  const auto response = post("/hooks/restart/acme/web", "anything");
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, R"({"request":"r-1","app":"acme","dynos":["web.1"],"note":"through all guards"})"
                           "\n");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].first.app, acme);
  EXPECT_EQ(calls[0].first.type.text, "web");
  EXPECT_EQ(calls[0].first.by, "webhook");
  EXPECT_TRUE(calls[0].first.dynos.empty());
}

TEST_F(HooksTest, TakesTheKeyInEachPlace) {
  EXPECT_EQ(post("/hooks/restart/acme", "", {"Authorization", http::basic_authorization("x", key)}).status,
            202);
  EXPECT_EQ(post("/hooks/restart/acme?key=" + key, "", {"X", "y"}).status, 202);
  EXPECT_EQ(post("/hooks/restart/acme?key=another-key-of-old", "", {"X", "y"}).status, 202)
      << "while rotating";
  EXPECT_EQ(calls.size(), 3U);
}

TEST_F(HooksTest, AWrongKeyDoesNothingAndIsReportedWithItsAddress) {
  for (const std::string wrong :
       {"", "Bearer ", "Bearer 0123456789abcdee", "Bearer 0123456789abcdef0", "Basic !"}) {
    const auto response = post("/hooks/restart/acme", "", {"Authorization", wrong});
    EXPECT_EQ(response.status, 401) << wrong;
    EXPECT_TRUE(response.headers.has("WWW-Authenticate"));
  }
  EXPECT_TRUE(calls.empty());
  ASSERT_EQ(warnings.size(), 1U) << "at most one a minute";
  EXPECT_EQ(warnings[0].peers, std::vector<std::string>{"10.1.2.3"});
  now += minutes{1};
  post("/hooks/restart/acme", "", {"Authorization", "Bearer x"});
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_EQ(warnings[1].count, 6U);
}

TEST_F(HooksTest, WithoutAConfiguredKeyThereIsNoHook) {
  EXPECT_EQ(post("/hooks/restart/other").status, 404);
  hooks.set(acme, {});
  EXPECT_EQ(post("/hooks/restart/acme").status, 404);
  EXPECT_TRUE(calls.empty());
}

TEST_F(HooksTest, AnAlertThatNamesDynosMeansThoseOnly) {
  const std::string body = R"({"events":[{"program":"heroku/web.2"},{"program":"heroku/worker.1"}]})";
  EXPECT_EQ(post("/hooks/restart/acme/web", body).status, 202);
  EXPECT_EQ(calls.back().first.dynos, std::vector{DynoName("web.2")});
  EXPECT_EQ(post("/hooks/restart/acme", body).status, 202);
  EXPECT_EQ(calls.back().first.dynos.size(), 2U);
  EXPECT_EQ(post("/hooks/restart/acme/clock", body).status, 409);
  EXPECT_EQ(calls.size(), 2U);
}

TEST_F(HooksTest, TellsDeliveriesApart) {
  const auto delivered = [&](const std::string& target, const std::string& body, const char* header = "X",
                             const char* value = "y", const char* via = "") {
    http::Request request{.method = "POST", .target = target, .headers = {}, .body = body, .peer = {}};
    request.headers.set("Authorization", "Bearer " + key);
    request.headers.set(header, value);
    request.headers.set("Via", via);
    send(std::move(request));
    return calls.back().second;
  };
  const auto plain = delivered("/hooks/restart/acme", "a");
  EXPECT_EQ(plain.same_within, Hooks::same_body_within);
  EXPECT_EQ(plain.key, delivered("/hooks/restart/acme?n=1", "a").key);
  EXPECT_NE(plain.key, delivered("/hooks/restart/acme", "b").key);
  EXPECT_NE(plain.key, delivered("/hooks/restart/acme/web", "a").key);
  const auto keyed = delivered("/hooks/restart/acme", "a", "Idempotency-Key", "7");
  EXPECT_EQ(keyed.same_within, Hooks::same_key_within);
  EXPECT_EQ(keyed.key, delivered("/hooks/restart/acme", "b", "X-Request-Id", "7").key);
  EXPECT_EQ(plain.key, delivered("/hooks/restart/acme", "a", "X-Request-Id", "7", "1.1 vegur").key)
      << "the router's own id";
}

TEST_F(HooksTest, AFloodIsTurnedAwayWithAPause) {
  int accepted = 0;
  for (int i = 0; i < 1000; ++i) accepted += post("/hooks/restart/acme").status == 202;
  EXPECT_EQ(accepted, Hooks::burst);
  const auto late = post("/hooks/restart/acme");
  EXPECT_EQ(late.status, 429);
  EXPECT_EQ(late.headers.get("Retry-After"), "1");
  now += seconds{1};
  EXPECT_EQ(post("/hooks/restart/acme").status, 202);
  answer.status = 429;
  now += minutes{1};
  EXPECT_EQ(post("/hooks/restart/acme").headers.get("Retry-After"), "60");
}

TEST_F(HooksTest, RefusesWhatItIsNotMadeFor) {
  http::Request look{
      .method = "GET", .target = "/hooks/restart/acme?key=" + key, .headers = {}, .body = {}, .peer = {}};
  EXPECT_EQ(send(look).status, 405);
  EXPECT_EQ(post("/hooks/restart/acme", std::string(Hooks::body_max + 1, 'x')).status, 413);
  EXPECT_TRUE(calls.empty());
  answer = {409, "", {}, "acme has no guarded process type clock"};
  const auto refused = post("/hooks/restart/acme/clock");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, "{\"error\":\"acme has no guarded process type clock\"}\n");
}

}  // namespace
}  // namespace swapguard::hooks
