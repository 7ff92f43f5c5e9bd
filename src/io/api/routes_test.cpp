#include "io/api/routes.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "io/api/openapi.h"

namespace swapguard::api {
namespace {

Result<Asked, Refusal> get(const std::string& target) {
  return parse_request({.method = "GET", .target = target});
}
Result<Asked, Refusal> post(const std::string& name, const std::string& body) {
  http::Request request{.method = "POST", .target = "/api/v1/" + name, .body = body};
  request.headers.set("Content-Type", "application/json");
  return parse_request(request);
}
template <class T>
T as(const Result<Asked, Refusal>& asked) {
  EXPECT_TRUE(asked) << (asked ? "" : asked.error().message);
  return asked && std::holds_alternative<T>(*asked) ? std::get<T>(*asked) : T{};
}
int status(const Result<Asked, Refusal>& asked) { return asked ? 200 : asked.error().status; }

TEST(Routes, ReadState) {
  EXPECT_TRUE(as<GetState>(get("/api/v1/state")).app.empty());
  EXPECT_EQ(as<GetState>(get("/api/v1/state?app=acme")).app.text, "acme");
}

TEST(Routes, ReadEvents) {
  const auto query =
      as<GetEvents>(get("/api/v1/events?app=acme&dyno=web.1&kind=held,r14&after=17&limit=5")).query;
  EXPECT_EQ(query.app->text, "acme");
  EXPECT_EQ(query.dyno->text, "web.1");
  EXPECT_EQ(query.kinds, (std::vector{guard::Kind::held, guard::Kind::r14}));
  EXPECT_EQ(query.after, 17);
  EXPECT_EQ(query.most, 5);
  EXPECT_FALSE(query.newest_first) << "a follower reads on from where it was";
  EXPECT_TRUE(as<GetEvents>(get("/api/v1/events")).query.newest_first);
  EXPECT_EQ(as<GetEvents>(get("/api/v1/events?from=2026-05-11T12:00:00Z")).query.from,
            parse_rfc3339("2026-05-11T12:00:00Z"));
}

TEST(Routes, ReadWhy) {
  const auto dyno = as<GetWhy>(get("/api/v1/why/acme/web.1"));
  EXPECT_EQ(dyno.app.text + " " + dyno.what, "acme web.1");
  EXPECT_FALSE(dyno.is_decision());
  EXPECT_TRUE(as<GetWhy>(get("/api/v1/why/acme/d-8f31c2d0")).is_decision());
}

TEST(Routes, ReadActions) {
  const auto pause = as<Pause>(post("pause", R"({"app":"acme","for":"2h"})"));
  EXPECT_EQ(pause.app.text, "acme");
  EXPECT_EQ(pause.lasting, Duration(hours{2}));
  EXPECT_EQ(as<Pause>(post("pause", "")).lasting, std::nullopt);
  EXPECT_EQ(as<Resume>(post("resume", R"({"app":"acme"})")).app.text, "acme");
  EXPECT_EQ(as<Restart>(post("restart", R"({"app":"acme","dyno":"web.1"})")).dyno.text, "web.1");
  EXPECT_EQ(as<Restart>(post("restart", R"({"type":"web"})")).type.text, "web");
  EXPECT_TRUE(is_action(*post("reload", "")));
  EXPECT_TRUE(is_action(*post("pause", "")));
  EXPECT_FALSE(is_action(*get("/api/v1/why/acme/web.1")));
}

TEST(Routes, RefuseWhatTheyDoNotUnderstand) {
  for (const char* target :
       {"/api/v1/", "/api/v1/stat", "/api/v1/state/x", "/api/v2/state", "/api/v1/eventsx"}) {
    EXPECT_EQ(status(get(target)), 404) << target;
  }
  for (const char* target :
       {"/api/v1/events?kind=helt", "/api/v1/events?limit=0", "/api/v1/events?limit=1001",
        "/api/v1/events?after=-1", "/api/v1/events?after=x", "/api/v1/events?from=noon", "/api/v1/why",
        "/api/v1/why/acme", "/api/v1/why//web.1", "/api/v1/why/acme/"}) {
    EXPECT_EQ(status(get(target)), 400) << target;
  }
  EXPECT_EQ(status(get("/api/v1/pause")), 405);
  EXPECT_EQ(status(post("state", "")), 405);
  for (const char* body : {"x", "[]", R"({"app":1})", R"({"apps":"x"})", R"({"for":"2"})", R"({"for":"-1h"})",
                           R"({"for":"31d"})", R"({"for":"0s"})"}) {
    EXPECT_EQ(status(post("pause", body)), 400) << body;
  }
  EXPECT_EQ(status(post("restart", R"({"app":"acme"})")), 400);
  EXPECT_EQ(status(post("restart", R"({"dyno":"web.1","type":"web"})")), 400);
  EXPECT_EQ(status(post("pause", "{\"app\":\"" + std::string(body_most, 'a') + "\"}")), 413);
}

// A form of another site's page cannot send this type.
TEST(Routes, ABodyMustSayThatItIsJson) {
  EXPECT_EQ(status(parse_request({.method = "POST", .target = "/api/v1/pause", .body = "{}"})), 415);
}

template <class T>
T as_picture(const std::string& target) {
  const auto asked = as<AskedPicture>(get("/api/v1/" + target));
  EXPECT_TRUE(std::holds_alternative<T>(asked)) << target;
  return std::holds_alternative<T>(asked) ? std::get<T>(asked) : T{};
}

TEST(Routes, ReadSeries) {
  const Instant now = *parse_rfc3339("2026-05-11T12:00:00Z");
  const auto usual = as_picture<GetSeries>("series?app=acme");
  EXPECT_EQ(usual.app.text, "acme");
  EXPECT_EQ(usual.span.from.of(now), now - hours{6});
  EXPECT_EQ(usual.span.to.of(now), now);
  const auto asked =
      as_picture<GetSeries>("series?app=acme&dyno=web.1&from=-30d&to=2026-05-11T02:00:00Z&points=300");
  EXPECT_EQ(asked.dyno->text, "web.1");
  EXPECT_EQ(asked.span.from.of(now), now - days{30});
  EXPECT_EQ(asked.span.to.of(now), now - hours{10});
  EXPECT_EQ(asked.points, 300);
  for (const auto* wrong :
       {"series", "series?app=a&points=1501", "series?app=a&points=0", "series?app=a&from=6h",
        "series?app=a&to=tomorrow", "ghosts?app=a", "ghosts?limit=90%25", "stream?after=x"}) {
    EXPECT_EQ(status(get(std::string("/api/v1/") + wrong)), 400) << wrong;
  }
}

TEST(Routes, ReadGhostsAndStream) {
  EXPECT_EQ(as_picture<GetGhosts>("ghosts?app=acme&limit=90%25").limit, "90%");
  EXPECT_EQ(as_picture<GetStream>("stream").after, std::nullopt);
  EXPECT_EQ(as_picture<GetStream>("stream?app=acme&after=17").after, 17);
  http::Request again{.method = "GET", .target = "/api/v1/stream?after=17"};
  again.headers.set("Last-Event-ID", "23");
  EXPECT_EQ(std::get<GetStream>(as<AskedPicture>(parse_request(again))).after, 23)
      << "what the browser saw last is newer than what the page was made of";
  again.method = "HEAD";
  EXPECT_EQ(status(parse_request(again)), 405);
}

TEST(Routes, AllAreInTheDescription) {
  const auto document = boost::json::parse(openapi_document());
  std::set<std::string> described;
  for (const auto& [path, methods] : document.at("paths").as_object()) {
    if (!path.starts_with("/api/v1/")) continue;
    for (const auto& [method, how] : methods.as_object()) {
      std::string name = std::string(path).substr(root.size());
      name = name.substr(0, name.find("/{"));
      described.insert((method == "get" ? "GET " : "POST ") + name);
    }
  }
  const auto names = route_names();
  EXPECT_EQ(described, std::set<std::string>(names.begin(), names.end()));
}

}  // namespace
}  // namespace swapguard::api
