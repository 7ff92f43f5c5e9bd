#include "sim/server/platform_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "sim/model/scenarios.h"

namespace swapguard::sim {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

struct PlatformApiTest : testing::Test {
  asio::io_context loop{1};
  SimulateOptions options{.token = "right", .open = false};
  Stage stage{loop, options, *make_scenario("demo")};

  http::Response ask(const std::string& method, const std::string& target, const std::string& body = "",
                     const std::string& range = "") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers.set("Authorization", "Bearer right");
    request.headers.set("Accept", "application/vnd.heroku+json; version=3");
    request.headers.set("Host", "127.0.0.1:5000");
    if (!range.empty()) request.headers.set("Range", range);
    return answer_api(stage, request);
  }
  json::value get(const std::string& target) { return json::parse(ask("GET", target).body); }
  std::string error(const http::Response& response) {
    return std::to_string(response.status) + " " +
           std::string(json::parse(response.body).at("id").as_string());
  }
  App& app() { return *stage.model.apps().front(); }
};

TEST_F(PlatformApiTest, ListsDynosWithTheIdsOfTheLog) {
  const json::value dynos = get("/apps/demo/dynos");
  ASSERT_EQ(dynos.as_array().size(), 3u);
  EXPECT_EQ(dynos.at(0).at("name"), "web.1");
  EXPECT_EQ(dynos.at(0).at("state"), "up");
  EXPECT_EQ(dynos.at(0).at("id"), json::value(app().dynos()[0].id.text()));
}

TEST_F(PlatformApiTest, RestartsByNameTypeAndAltogether) {
  const auto before = app().dynos();
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos/web.2").status, 202);
  EXPECT_EQ(app().dynos()[0].id, before[0].id);
  EXPECT_NE(app().dynos()[1].id, before[1].id);
  EXPECT_EQ(ask("DELETE", "/apps/demo/formations/web").body, "{}");
  EXPECT_NE(app().dynos()[0].id, before[0].id);
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos").status, 202);
  EXPECT_EQ(ask("POST", "/apps/demo/dynos/web.1/actions/stop").status, 202);
  EXPECT_EQ(error(ask("DELETE", "/apps/demo/dynos/web.9")), "404 not_found");
  EXPECT_EQ(error(ask("DELETE", "/apps/demo/formations/nosuch")), "404 not_found");
}

TEST_F(PlatformApiTest, LetsATokenDoWhatItsScopeNames) {
  stage.account.scope = "read";
  EXPECT_EQ(ask("GET", "/apps/demo").status, 200);
  EXPECT_EQ(ask("GET", "/account/rate-limits").status, 200);
  EXPECT_EQ(error(ask("GET", "/account")), "403 forbidden");
  EXPECT_EQ(error(ask("DELETE", "/apps/demo/dynos/web.1")), "403 forbidden");
  EXPECT_EQ(error(ask("GET", "/apps/demo/config-vars")), "403 forbidden");
  stage.account.scope = "write";
  EXPECT_EQ(ask("DELETE", "/apps/demo/dynos/web.1").status, 202);
  EXPECT_EQ(error(ask("POST", "/oauth/authorizations")), "403 forbidden");
  stage.account.token = Account::Token::two_factor;
  EXPECT_EQ(error(ask("GET", "/apps/demo")), "403 two_factor");
  stage.account.token = Account::Token::expired;
  EXPECT_EQ(error(ask("GET", "/apps/demo")), "401 unauthorized");
}

TEST_F(PlatformApiTest, MakesAppsAndKeepsTheirConfigVars) {
  const auto made = json::parse(ask("POST", "/apps", R"({"name":"acme-guard","region":"eu"})").body);
  EXPECT_EQ(made.at("region").at("name"), "eu");
  EXPECT_EQ(error(ask("POST", "/apps", R"({"name":"acme-guard"})")), "422 invalid_params");
  EXPECT_EQ(error(ask("POST", "/apps", R"({"name":"Acme"})")), "422 invalid_params");
  ask("PATCH", "/apps/acme-guard/config-vars", R"({"A":"1","B":"2"})");
  ask("PATCH", "/apps/acme-guard/config-vars", R"({"B":"3"})");
  EXPECT_EQ(get("/apps/acme-guard/config-vars"), json::parse(R"({"A":"1","B":"3"})"));
  const std::size_t releases = get("/apps/acme-guard/releases").as_array().size();
  ask("PATCH", "/apps/acme-guard/config-vars", R"({"B":"3"})");
  EXPECT_EQ(get("/apps/acme-guard/releases").as_array().size(), releases);
}

TEST_F(PlatformApiTest, FirHasNeitherMetricsNorDrains) {
  app().set_generation("fir");
  EXPECT_EQ(get("/apps/demo").at("generation").at("name"), "fir");
  EXPECT_EQ(error(ask("GET", "/apps/demo/features/log-runtime-metrics")), "404 not_found");
  EXPECT_EQ(error(ask("POST", "/apps/demo/log-drains", R"({"url":"https://x.example.com/"})")),
            "422 invalid_params");
}

TEST_F(PlatformApiTest, ScalesByNumberTextAndStep) {
  EXPECT_EQ(ask("PATCH", "/apps/demo/formation/web", R"({"quantity":4})").status, 200);
  EXPECT_EQ(app().dynos().size(), 4u);
  const auto batch = ask("PATCH", "/apps/demo/formation", R"({"updates":[{"type":"web","quantity":"+1"}]})");
  EXPECT_EQ(json::parse(batch.body).at(0).at("quantity"), 5);
  ask("PATCH", "/apps/demo/formation/web", R"({"quantity":"2","dyno_size":{"name":"standard-2x"}})");
  EXPECT_EQ(get("/apps/demo/formation/web").at("size"), "Standard-2X");
  EXPECT_EQ(get("/apps/demo/formation/web").at("quantity"), 2);
  EXPECT_EQ(error(ask("PATCH", "/apps/demo/formation/web", R"({"quantity":"many"})")), "422 invalid_params");
  EXPECT_EQ(error(ask("PATCH", "/apps/demo/formation/web", R"({"quantity":-1})")), "422 invalid_params");
  EXPECT_EQ(error(ask("PATCH", "/apps/demo/formation", "{")), "400 bad_request");
}

TEST_F(PlatformApiTest, SwitchesFeatures) {
  EXPECT_EQ(get("/apps/demo/features/preboot").at("enabled"), false);
  EXPECT_EQ(ask("PATCH", "/apps/demo/features/preboot", R"({"enabled":true})").status, 200);
  EXPECT_EQ(get("/apps/demo/features/preboot").at("enabled"), true);
  EXPECT_EQ(error(ask("PATCH", "/apps/demo/features/preboot", R"({"enabled":"yes"})")), "422 invalid_params");
  EXPECT_EQ(error(ask("GET", "/apps/demo/features/nosuch")), "404 not_found");
  EXPECT_EQ(error(ask("GET", "/account/features/log-runtime-metrics")), "404 not_found");
}

TEST_F(PlatformApiTest, CutsListsToTheRangeAskedFor) {
  for (int i = 0; i < 5; ++i) app().deploy();  // v4 to v8
  const auto newest = ask("GET", "/apps/demo/releases", "", "version ..; max=2, order=desc");
  EXPECT_EQ(newest.status, 206);
  EXPECT_EQ(json::parse(newest.body).at(0).at("version"), 8);
  EXPECT_EQ(newest.headers.get("Next-Range"), "version ]7..; max=2, order=desc");
  const auto next = ask("GET", "/apps/demo/releases", "", std::string(newest.headers.get("Next-Range")));
  EXPECT_EQ(json::parse(next.body).at(0).at("version"), 6);
  EXPECT_EQ(ask("GET", "/apps/demo/releases").status, 200);
  EXPECT_EQ(ask("GET", "/apps/demo/releases", "", "version ..; max=0").status, 416);
}

TEST_F(PlatformApiTest, OpensLogSessionsUnderEitherNameOfTheFilter) {
  for (const char* field : {"dyno", "dyno_name"}) {
    const auto made =
        ask("POST", "/apps/demo/log-sessions",
            json::serialize(json::object{{field, "web"}, {"source", "heroku"}, {"tail", true}}));
    EXPECT_EQ(made.status, 201);
    const auto session = json::parse(made.body);
    EXPECT_THAT(std::string(session.at("logplex_url").as_string()),
                testing::AllOf(testing::StartsWith("http://127.0.0.1:5000/stream?"), HasSubstr("&ps=web&")));
    const LogSession* found = stage.sessions.find(session.at("id").as_string(), stage.now());
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->dyno, "web");
  }
  EXPECT_EQ(error(ask("POST", "/apps/demo/log-sessions", R"({"tail":"yes"})")), "422 invalid_params");
}

TEST_F(PlatformApiTest, KeepsDrains) {
  const std::string url = "https://u:p@logs.example.com/logs/demo";
  EXPECT_EQ(ask("POST", "/apps/demo/log-drains", json::serialize(json::object{{"url", url}})).status, 201);
  EXPECT_EQ(error(ask("POST", "/apps/demo/log-drains", json::serialize(json::object{{"url", url}}))),
            "422 invalid_params");
  EXPECT_EQ(error(ask("POST", "/apps/demo/log-drains", R"({"url":"nonsense"})")), "422 invalid_params");
  EXPECT_EQ(get("/apps/demo/log-drains").at(0).at("url"), json::value(url));
  EXPECT_EQ(ask("DELETE", "/apps/demo/log-drains/" + http::url_encode(url)).status, 200);
  EXPECT_TRUE(get("/apps/demo/log-drains").as_array().empty());
}

TEST_F(PlatformApiTest, RefusesAsHerokuDoes) {
  http::Request request;
  request.method = "GET";
  request.target = "/apps";
  EXPECT_EQ(error(answer_api(stage, request)), "401 unauthorized");
  request.headers.set("Authorization", "Bearer wrong");
  EXPECT_EQ(error(answer_api(stage, request)), "401 unauthorized");
  request.headers.set("Authorization", http::basic_authorization("", "right"));
  EXPECT_EQ(error(answer_api(stage, request)), "406 not_acceptable");
  request.headers.set("Accept", "application/vnd.heroku+json; version=3.sdk");
  EXPECT_EQ(answer_api(stage, request).status, 200);
  EXPECT_EQ(ask("GET", "/apps/nosuch/dynos").body,
            R"({"resource":"app","id":"not_found","message":"Couldn't find that app."})");
  EXPECT_EQ(error(ask("GET", "/nosuch")), "404 not_found");
}

TEST_F(PlatformApiTest, CountsCallsAgainstTheAccount) {
  EXPECT_EQ(ask("GET", "/apps").headers.get("RateLimit-Remaining"), "4499");
  EXPECT_EQ(get("/account/rate-limits").at("remaining"), 4499) << "asking is free";
  stage.rate_limit.leave(0, stage.now());
  const auto over = ask("GET", "/apps");
  EXPECT_EQ(error(over), "429 rate_limit");
  EXPECT_EQ(over.headers.get("RateLimit-Remaining"), "0");
  EXPECT_EQ(ask("GET", "/account/rate-limits").status, 200);
}

TEST_F(PlatformApiTest, AnUnchangedAnswerIsNotSentAgain) {
  http::Request request;
  request.method = "GET";
  request.target = "/apps/demo";
  request.headers.set("Authorization", "Bearer right");
  request.headers.set("Accept", "application/vnd.heroku+json; version=3");
  request.headers.set("Request-Id", "mine");
  const auto first = answer_api(stage, request);
  EXPECT_THAT(std::string(first.headers.get("Request-Id")), testing::StartsWith("mine,"));
  request.headers.set("If-None-Match", std::string(first.headers.get("Etag")));
  const auto again = answer_api(stage, request);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(PlatformApiTest, ShowsAWebhooksSecretOnce) {
  const auto made = ask("POST", "/apps/demo/webhooks",
                        R"({"include":["dyno"],"level":"notify","url":"https://hooks.example.com"})");
  EXPECT_EQ(made.status, 201);
  EXPECT_TRUE(made.headers.has("Heroku-Webhook-Secret"));
  EXPECT_EQ(get("/apps/demo/webhooks").as_array().size(), 1u);
}

}  // namespace
}  // namespace swapguard::sim
