// The API client against a scripted platform on loopback: what it asks, how often, and what it makes of the
// answers. Whatever it asks holds against the official schema.
#include "io/heroku/api.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <deque>
#include <filesystem>

#include "io/http/server.h"
#include "support/loop.h"
#include "support/platform_schema.h"

namespace swapguard::heroku {
namespace {

using guard::ApiFailure;
using test::run;
using testing::IsEmpty;

const AppName acme("acme-prod");
constexpr const char* id = "01234567-89ab-cdef-0123-456789abcdef";

http::Response reply(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Request-Id", "platform-request");
  response.headers.set("Ratelimit-Remaining", "4321");
  return response;
}

std::string dyno(const std::string& name) {
  return R"({"id":")" + std::string(id) + R"(","name":")" + name + R"(","type":"web","state":"up",
    "size":"standard-1X","release":{"id":")" +
         id + R"(","version":11},"new_field":{"a":[1]},
    "created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-02T12:00:00Z"})";
}

struct ApiTest : testing::Test {
  asio::io_context loop{1};
  std::unique_ptr<http::Client> client;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<Api> api;
  std::deque<http::Answer> script;
  std::vector<http::Request> seen;
  ApiOptions options;
  Instant now = Instant(seconds{1'800'000'000});

  void SetUp() override {
    setenv("no_proxy", "*", 1);
    client = http::Client::start(loop);
    http::Handler platform = [this](http::Request request) -> asio::awaitable<http::Answer> {
      seen.push_back(std::move(request));
      if (script.empty()) co_return reply(500, "<html>the script is over</html>");
      http::Answer answer = script.front();
      script.pop_front();
      co_return answer;
    };
    server = std::move(*http::Server::start(loop, {}, platform));
    options.base = "http://127.0.0.1:" + std::to_string(server->port()) + "/";
    options.token = "HRKU-secret-token";
    options.user_agent = "swapguard/test";
    options.now = [this] { return now; };
    options.back_off = milliseconds{1};
    api = Api::make(*client, options);
  }
  // Nothing that was asked may be outside the schema.
  void TearDown() override {
    for (const http::Request& request : seen) {
      EXPECT_THAT(
          test::PlatformSchema::official().request_problems(request.method, request.target, request.body),
          IsEmpty())
          << request.method << " " << request.target << " " << request.body;
    }
  }
  template <class T>
  T ask(asio::awaitable<T> call) {
    return run(loop, std::move(call));
  }
};

TEST_F(ApiTest, SaysWhoItIsAndWhatItSpeaks) {
  script = {reply(200, R"({"id":"x","email":"ops@acme.example","unknown":1})")};
  const auto account = ask(api->account());
  ASSERT_TRUE(account) << account.error().message;
  EXPECT_EQ(account->email, "ops@acme.example");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].target, "/account");
  EXPECT_EQ(seen[0].headers.get("Accept"), "application/vnd.heroku+json; version=3");
  EXPECT_EQ(seen[0].headers.get("Authorization"), "Bearer HRKU-secret-token");
  EXPECT_EQ(seen[0].headers.get("User-Agent"), "swapguard/test");
  EXPECT_TRUE(DynoId::parse(seen[0].headers.get("Request-Id"))) << seen[0].headers.get("Request-Id");
  EXPECT_EQ(api->calls_left(), 4321);
  EXPECT_EQ(api->calls_made(), 1U);
}

TEST_F(ApiTest, ReadsAListOverItsPages) {
  http::Response first = reply(206, "[" + dyno("web.1") + "," + dyno("web.2") + "]");
  first.headers.set("Next-Range", "id ]01234567..; max=2");
  script = {first, reply(200, "[" + dyno("worker.1") + "]")};
  const auto dynos = ask(api->dynos(acme, Need::normal));
  ASSERT_TRUE(dynos) << dynos.error().message;
  ASSERT_EQ(dynos->size(), 3U);
  EXPECT_EQ((*dynos)[2].name, DynoName("worker.1"));
  EXPECT_EQ((*dynos)[0].id.text(), id);
  EXPECT_EQ((*dynos)[0].state, DynoState::up);
  EXPECT_EQ((*dynos)[0].release, 11);
  EXPECT_EQ((*dynos)[0].created_at, parse_rfc3339("2026-01-01T12:00:00Z"));
  EXPECT_EQ(seen[0].headers.get("Range"), "");
  EXPECT_EQ(seen[1].headers.get("Range"), "id ]01234567..; max=2");
}

TEST_F(ApiTest, EndsAListThatDoesNotEnd) {
  http::Response page = reply(206, "[]");
  page.headers.set("Next-Range", "id x..");
  for (int i = 0; i < 60; ++i) script.push_back(page);
  EXPECT_EQ(ask(api->apps()).error().id, "broken_answer");
  EXPECT_EQ(seen.size(), 50U);
}

struct ErrorCase {
  int status;
  std::string word;
  ApiFailure failure;
};

TEST_F(ApiTest, KnowsEachStatusByItsTable) {
  const ErrorCase cases[] = {
      {400, "bad_request", ApiFailure::invalid},
      {401, "unauthorized", ApiFailure::unauthorized},
      {402, "delinquent", ApiFailure::forbidden},
      {403, "forbidden", ApiFailure::forbidden},
      {403, "two_factor", ApiFailure::forbidden},
      {403, "suspended", ApiFailure::forbidden},
      {404, "not_found", ApiFailure::not_found},
      {406, "not_acceptable", ApiFailure::invalid},
      {409, "conflict", ApiFailure::conflict},
      {410, "gone", ApiFailure::not_found},
      {416, "requested_range_not_satisfiable", ApiFailure::invalid},
      {418, "teapot", ApiFailure::invalid},
      {422, "invalid_params", ApiFailure::conflict},
      {429, "rate_limit", ApiFailure::rate_limited},
      {500, "internal", ApiFailure::unknown},
      {503, "maintenance", ApiFailure::unknown},
      {302, "moved", ApiFailure::unknown},
  };
  for (const ErrorCase& error : cases) {
    script = {reply(error.status, R"({"id":")" + error.word + R"(","message":"A sentence.","url":"x"})")};
    seen.clear();
    now += hours{1};
    const auto answer = ask(api->restart_dyno(acme, DynoName("web.1")));
    ASSERT_FALSE(answer) << error.status;
    EXPECT_EQ(static_cast<int>(answer.error().failure), static_cast<int>(error.failure)) << error.status;
    EXPECT_EQ(answer.error().status, error.status);
    EXPECT_EQ(answer.error().id, error.word);
    EXPECT_EQ(answer.error().message, "A sentence.");
    EXPECT_EQ(answer.error().request_id, "platform-request");
    EXPECT_EQ(seen.size(), 1U) << error.status;
  }
}

TEST_F(ApiTest, TriesReadingCallsAgainAndNoMoreThanTwice) {
  script = {reply(502, "<html>Bad Gateway</html>"), http::Abort{}, reply(200, "[]")};
  EXPECT_TRUE(ask(api->formation(acme)));
  EXPECT_EQ(seen.size(), 3U);

  seen.clear();
  script = {reply(503, ""), reply(503, ""), reply(503, ""), reply(200, "[]")};
  const auto answer = ask(api->formation(acme));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().failure, ApiFailure::unknown);
  EXPECT_EQ(answer.error().message, "HTTP 503");
  EXPECT_EQ(seen.size(), 3U);

  seen.clear();
  script = {reply(404, R"({"id":"not_found","message":"Couldn't find that app."})"), reply(200, "[]")};
  EXPECT_FALSE(ask(api->formation(acme)));
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(ApiTest, SendsARestartOnceWhateverBecomesOfIt) {
  const std::vector<http::Answer> fates{http::Abort{}, reply(500, "<html></html>"), reply(503, ""),
                                        reply(429, R"({"id":"rate_limit","message":"Over."})"),
                                        reply(202, "{}")};
  for (const http::Answer& fate : fates) {
    seen.clear();
    script = {fate, reply(202, "{}")};
    now += hours{1};
    ask(api->restart_dyno(acme, DynoName("web.1")));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].method, "DELETE");
    EXPECT_EQ(seen[0].target, "/apps/acme-prod/dynos/web.1");
    EXPECT_EQ(seen[0].body, "");
  }
}

TEST_F(ApiTest, TellsWhatIsKnownOfARestart) {
  script = {reply(202, "{}"), http::Abort{}};
  EXPECT_EQ(ask(api->restart_dyno(acme, DynoName("web.1"))), "platform-request");

  const auto lost = ask(api->restart_dyno(acme, DynoName("web.1")));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().failure, ApiFailure::unknown);
  EXPECT_EQ(lost.error().status, 0);
  EXPECT_EQ(lost.error().request_id, seen.back().headers.get("Request-Id"));

  server.reset();
  const auto refused = ask(api->restart_dyno(acme, DynoName("web.1")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().failure, ApiFailure::not_sent);
}

TEST_F(ApiTest, PausesAfterA429InAllThreeFormsOfRetryAfter) {
  // now is 2027-01-15 08:00:00 UTC
  for (const char* form : {"48", "Fri, 15 Jan 2027 08:00:48 GMT", "1800000048"}) {
    http::Response refusal =
        reply(429, R"({"id":"rate_limit","message":"Your account reached the API rate limit."})");
    refusal.headers.set("Retry-After", form);
    script = {refusal};
    seen.clear();
    api = Api::make(*client, options);
    const auto first = ask(api->dynos(acme, Need::normal));
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().retry_after, seconds{48}) << form;
    EXPECT_EQ(seen.size(), 1U);

    const auto second = ask(api->restart_dyno(acme, DynoName("web.1")));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().failure, ApiFailure::rate_limited);
    EXPECT_EQ(second.error().status, 0);
    EXPECT_EQ(second.error().retry_after, seconds{48});
    EXPECT_EQ(seen.size(), 1U) << "nothing may go out in the pause";

    now += seconds{48};
    script = {reply(202, "{}")};
    EXPECT_TRUE(ask(api->restart_dyno(acme, DynoName("web.1"))));
    now -= seconds{48};
  }
}

TEST_F(ApiTest, KeepsTheReserveForRestarts) {
  http::Response poor = reply(200, "[]");
  poor.headers.set("RateLimit-Remaining", "150");
  script = {poor, reply(202, "{}")};
  EXPECT_TRUE(ask(api->dynos(acme, Need::normal)));
  const auto kept = ask(api->dynos(acme, Need::normal));
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().failure, ApiFailure::rate_limited);
  EXPECT_EQ(kept.error().id, "kept_back");
  EXPECT_EQ(seen.size(), 1U);
  EXPECT_TRUE(ask(api->restart_dyno(acme, DynoName("web.1"))));
}

TEST_F(ApiTest, TakesNoBrokenBodyForAnAnswer) {
  for (const char* body : {"", "<html></html>", "{}", "[1]", R"([{"name":"web.1"}])", "[", "null"}) {
    script = {reply(200, body)};
    const auto answer = ask(api->dynos(acme, Need::normal));
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().id, "broken_answer");
  }
}

TEST_F(ApiTest, AsksForLogSessionsAsTheCliDoes) {
  const std::string session =
      R"({"id":")" + std::string(id) + R"(","logplex_url":"https://logs.example/s?token=x",
    "created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-01T12:00:00Z"})";
  script = {reply(201, session), reply(201, session), reply(500, "")};
  EXPECT_EQ(ask(api->create_log_session(acme, LogSessionRequest{9999, true, "heroku", "web"})),
            "https://logs.example/s?token=x");
  EXPECT_EQ(seen[0].target, "/apps/acme-prod/log-sessions");
  EXPECT_EQ(seen[0].body, R"({"lines":1500,"tail":true,"source":"heroku","dyno":"web"})");
  EXPECT_EQ(seen[0].headers.get("Accept"), "application/vnd.heroku+json; version=3.sdk");
  EXPECT_EQ(seen[0].headers.get("Content-Type"), "application/json");
  EXPECT_TRUE(ask(api->create_log_session(acme, LogSessionRequest{})));
  EXPECT_EQ(seen[1].body, R"({"lines":100,"tail":true})");
  EXPECT_FALSE(ask(api->create_log_session(acme, LogSessionRequest{})));
  EXPECT_EQ(seen.size(), 3U);
}

TEST_F(ApiTest, ManagesDrainsAndFeatures) {
  const std::string drain =
      R"({"id":")" + std::string(id) + R"(","token":"d.1","url":"https://u:p@h/logs/a","addon":null})";
  script = {reply(201, drain), reply(200, "[" + drain + "]"), reply(200, drain),
            reply(200, R"({"name":"log-runtime-metrics","enabled":true})"),
            reply(200, R"([{"name":"preboot","enabled":false}])")};
  EXPECT_EQ(ask(api->add_drain(acme, "https://u:p@h/logs/a"))->token, "d.1");
  EXPECT_EQ(seen[0].body, R"({"url":"https://u:p@h/logs/a"})");
  EXPECT_EQ(ask(api->drains(acme))->size(), 1U);
  EXPECT_EQ(ask(api->remove_drain(acme, "https://u:p@h/logs/a")), id);
  EXPECT_EQ(seen[2].target, "/apps/acme-prod/log-drains/https%3A%2F%2Fu%3Ap%40h%2Flogs%2Fa");
  EXPECT_TRUE(ask(api->set_feature(acme, "log-runtime-metrics", true))->enabled);
  EXPECT_EQ(seen[3].method, "PATCH");
  EXPECT_EQ(seen[3].body, R"({"enabled":true})");
  EXPECT_FALSE(ask(api->features(acme))->front().enabled);
}

TEST_F(ApiTest, FindsTheLatestRelease) {
  script = {reply(206, R"([{"version":12,"status":"pending","description":"Deploy","current":false,
                            "created_at":"2026-01-01T12:00:00Z"}])"),
            reply(200, "[]")};
  const auto release = ask(api->latest_release(acme));
  ASSERT_TRUE(release && *release);
  EXPECT_EQ((*release)->version, 12);
  EXPECT_EQ((*release)->status, "pending");
  EXPECT_EQ(seen[0].headers.get("Range"), "version ..; max=1, order=desc");
  const auto none = ask(api->latest_release(acme));
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
}

TEST_F(ApiTest, DescribesTheFormationWithSizesAndPreboot) {
  const std::string formation = R"([
    {"type":"web","quantity":2,"dyno_size":{"id":"x","name":"Standard-2X"},"command":"puma"},
    {"type":"worker","quantity":1,"size":"private-s"},
    {"type":"odd","quantity":0,"size":"Made-Up"}])";
  const std::string sizes = R"([{"name":"standard-2x","memory":1},{"name":"made-up","memory":0.5}])";
  script = {reply(200, formation), reply(200, R"({"name":"preboot","enabled":true})"), reply(200, sizes)};
  const auto listed = ask(api->describe(acme));
  ASSERT_TRUE(listed) << listed.error().message;
  EXPECT_EQ(listed->app, acme);
  ASSERT_EQ(listed->types.size(), 3U);
  EXPECT_EQ(listed->types[0].quota, Bytes::megabytes(1024));
  EXPECT_TRUE(listed->types[0].preboot);
  EXPECT_EQ(listed->types[0].quantity, 2);
  EXPECT_EQ(listed->types[0].kill_at, 2.0);
  EXPECT_EQ(listed->types[1].quota, Bytes::megabytes(1024));
  EXPECT_EQ(listed->types[1].kill_at, 1.0);
  EXPECT_FALSE(listed->types[1].preboot);
  EXPECT_EQ(listed->types[2].quota, Bytes::megabytes(512));

  // Sizes are kept for a day; preboot that the app does not have is off.
  script = {reply(200, formation),
            reply(404, R"({"id":"not_found","message":"Couldn't find that feature."})")};
  now += hours{23};
  const auto again = ask(api->describe(acme));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->types[0].preboot);
  EXPECT_EQ(seen.size(), 5U);
}

TEST_F(ApiTest, DescribesFromTheDocumentationWhenSizesCannotBeHad) {
  script = {reply(200, R"([{"type":"web","quantity":1,"size":"Performance-M"}])"),
            reply(200, R"({"name":"preboot","enabled":false})"), reply(403, "{}")};
  const auto listed = ask(api->describe(acme));
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->types[0].quota, Bytes::megabytes(2560));
}

TEST_F(ApiTest, ReadsAppsAndTheRateLimit) {
  script = {
      reply(200,
            R"([{"id":"1","name":"acme","generation":"cedar","owner":{"email":"o@x"},"region":{"name":"us"}},
                           {"id":"2","name":"fir-app","generation":{"name":"fir"},"space":{"name":"s"},
                            "maintenance":true}])"),
      reply(200, R"({"remaining":77})")};
  const auto apps = ask(api->apps());
  ASSERT_TRUE(apps) << apps.error().message;
  EXPECT_EQ((*apps)[0].generation, "cedar");
  EXPECT_EQ((*apps)[0].owner_email, "o@x");
  EXPECT_EQ((*apps)[1].generation, "fir");
  EXPECT_EQ((*apps)[1].space, "s");
  EXPECT_TRUE((*apps)[1].maintenance);
  EXPECT_EQ(ask(api->rate_limit()), 77);
  EXPECT_EQ(api->calls_left(), 77);
  EXPECT_EQ(api->calls_made(), 1U) << "asking for the limit costs nothing";
}

}  // namespace
}  // namespace swapguard::heroku
