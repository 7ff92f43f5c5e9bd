// Every answer of the simulated platform holds against Heroku's official schema.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "sim/model/scenarios.h"
#include "sim/server/call.h"
#include "sim/server/platform_api.h"
#include "support/platform_schema.h"

namespace swapguard::sim {
namespace {

using testing::IsEmpty;

struct Asked {
  const char* method;
  const char* path;
  const char* body;
};

// One for each route, in an order that leaves something to find; $DYNO and the like are looked up.
constexpr Asked all[] = {
    {"GET", "/apps", ""},
    {"GET", "/users/~/apps", ""},
    {"GET", "/apps/demo", ""},
    {"POST", "/filters/apps", R"({"in":{"id":["$APP"]}})"},
    {"GET", "/account", ""},
    {"GET", "/account/features", ""},
    {"GET", "/account/rate-limits", ""},
    {"GET", "/dyno-sizes", ""},
    {"GET", "/dyno-sizes/eco", ""},
    {"GET", "/apps/demo/available-dyno-sizes", ""},
    {"GET", "/apps/demo/releases", ""},
    {"GET", "/apps/demo/releases/$RELEASE", ""},
    {"GET", "/apps/demo/features", ""},
    {"GET", "/apps/demo/features/preboot", ""},
    {"PATCH", "/apps/demo/features/preboot", R"({"enabled":true})"},
    {"GET", "/apps/demo/config-vars", ""},
    {"PATCH", "/apps/demo/config-vars", R"({"FOO":"bar"})"},
    {"GET", "/apps/demo/dynos", ""},
    {"GET", "/apps/demo/dynos/web.1", ""},
    {"DELETE", "/apps/demo/dynos/web.1", ""},
    {"DELETE", "/apps/demo/dynos", ""},
    {"DELETE", "/apps/demo/formations/web", ""},
    {"POST", "/apps/demo/dynos/web.1/actions/stop", ""},
    {"POST", "/apps/demo/formations/web/actions/stop", ""},
    {"GET", "/apps/demo/formation", ""},
    {"GET", "/apps/demo/formation/web", ""},
    {"PATCH", "/apps/demo/formation", R"({"updates":[{"type":"web","quantity":2}]})"},
    {"PATCH", "/apps/demo/formation/web", R"({"quantity":3})"},
    {"POST", "/apps/demo/log-sessions", R"({"tail":true,"dyno_name":"web"})"},
    {"POST", "/apps/demo/log-drains", R"({"url":"https://u:p@logs.example.com/"})"},
    {"GET", "/apps/demo/log-drains", ""},
    {"GET", "/apps/demo/log-drains/$DRAIN", ""},
    {"DELETE", "/apps/demo/log-drains/$DRAIN", ""},
    {"POST", "/apps/demo/webhooks",
     R"({"include":["dyno"],"level":"notify","url":"https://hooks.example.com/"})"},
    {"GET", "/apps/demo/webhooks", ""},
    {"GET", "/apps/demo/webhooks/$WEBHOOK", ""},
    {"DELETE", "/apps/demo/webhooks/$WEBHOOK", ""},
    {"POST", "/apps", R"({"name":"acme-guard","stack":"container","region":"eu"})"},
    {"GET", "/apps/demo/domains", ""},
    {"GET", "/oauth/authorizations", ""},
    {"POST", "/oauth/authorizations", R"({"description":"swapguard","scope":["write"]})"},
    {"GET", "/oauth/authorizations/$AUTHORIZATION", ""},
};

struct SchemaTest : testing::Test {
  asio::io_context loop{1};
  Stage stage{loop, SimulateOptions{}, *make_scenario("demo")};

  std::string filled(std::string text) const {
    const auto put = [&text](const std::string& variable, const std::string& value) {
      if (const auto at = text.find(variable); at != std::string::npos)
        text.replace(at, variable.size(), value);
    };
    const auto drains = stage.drains.of(AppName{"demo"});
    put("$RELEASE", stage.id_of("release/demo/3"));
    put("$APP", stage.id_of("app/demo"));
    put("$AUTHORIZATION", stage.id_of("authorization"));
    if (!drains.empty()) put("$DRAIN", drains[0]->id);
    if (!stage.webhooks.empty()) put("$WEBHOOK", stage.webhooks[0].id);
    return text;
  }
  http::Request request(const Asked& asked) const {
    http::Request made;
    made.method = asked.method;
    made.target = filled(asked.path);
    made.body = filled(asked.body);
    made.headers.set("Authorization", "Bearer any");
    made.headers.set("Accept", "application/vnd.heroku+json; version=3");
    return made;
  }
};

TEST_F(SchemaTest, EveryAnswerIsAsPublished) {
  const auto& schema = test::PlatformSchema::official();
  for (const Asked& asked : all) {
    const http::Request made = request(asked);
    EXPECT_THAT(schema.request_problems(made.method, made.target, made.body), IsEmpty()) << made.target;
    const http::Response response = answer_api(stage, made);
    EXPECT_LT(response.status, 300) << made.method << " " << made.target << " " << response.body;
    EXPECT_THAT(schema.response_problems(made.method, made.target, response.body), IsEmpty())
        << made.method << " " << made.target;
    stage.catch_up();
  }
}

// /account/features/{feature} is the one that only ever answers 404.
TEST_F(SchemaTest, NoRouteIsLeftOut) {
  for (const auto* routes : {&app_routes(), &account_routes(), &dyno_routes(), &log_routes()}) {
    for (const Route& route : *routes) {
      if (route.path == "/account/features/{feature}") continue;
      const bool asked_for = std::any_of(std::begin(all), std::end(all), [&](const Asked& asked) {
        std::vector<std::string> variables;
        return route.method == asked.method && matches(route, asked.path, variables);
      });
      EXPECT_TRUE(asked_for) << route.method << " " << route.path;
    }
  }
}

}  // namespace
}  // namespace swapguard::sim
