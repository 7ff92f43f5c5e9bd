#include "io/web/site_path.h"

#include <gtest/gtest.h>

#include "io/web/testing.h"

namespace swapguard::web {
namespace {

using testing::noon;

http::Request get(std::string target) {
  http::Request request;
  request.method = "GET";
  request.target = std::move(target);
  return request;
}

struct Case {
  const char* target;
  Place place;
  const char* app;
  const char* what;
};

TEST(SitePath, reads_every_page) {
  const Case cases[] = {{"/", Place::home, "", ""},
                        {"/apps", Place::home, "", ""},
                        {"/setup", Place::setup, "", ""},
                        {"/apps/acme", Place::app, "acme", ""},
                        {"/apps/acme?range=6h", Place::app, "acme", ""},
                        {"/apps/acme/dynos/web.1", Place::dyno, "acme", "web.1"},
                        {"/apps/acme/events", Place::events, "acme", ""},
                        {"/apps/acme/decisions/d-1", Place::evidence, "acme", "d-1"},
                        {"/apps/acme/pause", Place::pause, "acme", ""},
                        {"/apps/acme/restart?dyno=web.2", Place::restart, "acme", "web.2"},
                        {"/apps/a%2Fb/events", Place::events, "a/b", ""},
                        {"/chart/memory.svg?app=acme", Place::chart, "acme", ""},
                        {"/badge.svg", Place::badge, "", ""}};
  for (const auto& each : cases) {
    const auto path = parse_path(get(each.target));
    ASSERT_TRUE(path) << each.target;
    EXPECT_EQ(path->place, each.place) << each.target;
    EXPECT_EQ(path->app.text, each.app) << each.target;
    EXPECT_EQ(path->what, each.what) << each.target;
  }
}

TEST(SitePath, what_is_no_page_is_none) {
  for (const char* target :
       {"/x", "/apps/", "/apps//events", "/apps/acme/", "/apps/acme/nonsense", "/apps/acme/dynos",
        "/apps/acme/dynos/", "/apps/acme/events/2", "/apps/acme/dynos/web.1/x", "", "//"}) {
    EXPECT_FALSE(parse_path(get(target))) << target;
  }
  EXPECT_FALSE(parse_path(get("/apps/" + std::string(2000, 'a'))));
}

TEST(SitePath, addresses_read_back) {
  const AppName app("a b/c");
  EXPECT_EQ(parse_path(get(dyno_path(app, DynoName("web.1"))))->app, app);
  EXPECT_EQ(parse_path(get(evidence_path(app, "d/1")))->what, "d/1");
}

TEST(Range, reads_names_and_moments) {
  const Range named = Range::of(get("/?range=24h"), noon, "6h");
  EXPECT_EQ(named.from, noon - hours{24});
  EXPECT_EQ(named.query(), "range=24h");
  const Range usual = Range::of(get("/?range=5y"), noon, "1h");
  EXPECT_EQ(usual.name, "1h");
  const Range exact = Range::of(get("/?from=2026-05-11T09:00:00Z&to=2026-05-11T10:00:00Z"), noon, "6h");
  EXPECT_EQ(exact.to - exact.from, hours{1});
  EXPECT_EQ(exact.query(), "from=2026-05-11T09%3A00%3A00Z&to=2026-05-11T10%3A00%3A00Z");
  const Range endless = Range::of(get("/?from=0001-01-01T00:00:00Z&to=9999-01-01T00:00:00Z"), noon, "6h");
  EXPECT_EQ(endless.to - endless.from, days{400});
  EXPECT_EQ(Range::of(get("/?from=2026-05-11T11:00:00Z&to=2026-05-11T10:00:00Z"), noon, "6h").name, "6h");
}

}  // namespace
}  // namespace swapguard::web
