#include "io/api/access.h"

#include <gtest/gtest.h>

namespace swapguard::api {
namespace {

const Door port{.password = "s3cret", .actions = true};

http::Request request(const std::string& password,
                      std::initializer_list<std::pair<const char*, const char*>> headers = {}) {
  http::Request made{.method = "POST", .target = "/api/v1/pause"};
  made.headers.set("Host", "guard.example.com:8080");
  if (!password.empty()) made.headers.set("Authorization", http::basic_authorization("any", password));
  for (const auto& [name, value] : headers) made.headers.set(name, value);
  return made;
}

int status(const http::Request& asked, const Door& door, bool is_action) {
  const auto refusal = refused(asked, door, is_action);
  return refusal ? refusal->status : 200;
}

TEST(Access, TheLocalSocketMayDoAll) { EXPECT_EQ(status(request(""), {.local = true}, true), 200); }

TEST(Access, ThePortNeedsAPassword) {
  EXPECT_EQ(status(request("anything"), {}, false), 403) << "none is set: not served";
  EXPECT_EQ(status(request(""), port, false), 401);
  EXPECT_EQ(status(request("s3cre"), port, false), 401);
  EXPECT_EQ(status(request("s3cret"), port, false), 200);
}

TEST(Access, ActionsOverThePortNeedTheSwitch) {
  EXPECT_EQ(status(request("s3cret"), {.password = "s3cret"}, true), 403);
  EXPECT_EQ(status(request("s3cret"), {.password = "s3cret"}, false), 200);
  EXPECT_EQ(status(request("s3cret"), port, true), 200);
}

TEST(Access, NoOtherSitesPageCanAct) {
  EXPECT_EQ(status(request("s3cret", {{"Origin", "https://guard.example.com:8080"}}), port, true), 200);
  EXPECT_EQ(status(request("s3cret", {{"Origin", "https://evil.example.com"}}), port, true), 403);
  EXPECT_EQ(status(request("s3cret", {{"Origin", "null"}}), port, true), 403);
  EXPECT_EQ(status(request("s3cret", {{"Sec-Fetch-Site", "cross-site"}}), port, true), 403);
  EXPECT_EQ(status(request("s3cret", {{"Sec-Fetch-Site", "same-origin"}}), port, true), 200);
}

}  // namespace
}  // namespace swapguard::api
