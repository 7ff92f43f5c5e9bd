// Signed, fresh, once, and of the app itself: else a webhook says nothing.
#include "io/hooks/platform_hooks.h"

#include <gtest/gtest.h>

#include "io/hooks/platform_event.h"

namespace swapguard::hooks {
namespace {

const AppName acme("acme");
const std::string secret = "a-webhook-secret-of-ours";
const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

std::string event(const std::string& resource, const std::string& action, const std::string& data,
                  const std::string& before = "{}", const std::string& delivery = "d1") {
  return R"({"id":"e1","action":")" + action + R"(","resource":")" + resource +
         R"(","created_at":"2026-05-11T12:00:00Z","data":)" + data + R"(,"previous_data":)" + before +
         R"(,"webhook_metadata":{"delivery":{"id":")" + delivery + R"("}}})";
}
std::string dyno(const std::string& state, const std::string& app = "acme") {
  return R"({"id":"2f6ad1a0-0000-4000-8000-000000000001","name":"web.1","type":"web","state":")" + state +
         R"(","app":{"name":")" + app + R"("}})";
}

class PlatformHooksTest : public testing::Test {
 protected:
  PlatformHooksTest()
      : hooks_({.now = [this] { return now_; },
                .observed = [this](const AppName&, observe::Observation seen) { seen_.push_back(seen); },
                .wrong_signatures = [this](const AppName&,
                                           const WrongKeys& wrong) { wrong_.push_back(wrong); }}) {
    hooks_.set(acme, {secret, "the-secret-before-it"});
  }

  int post(const std::string& body, const std::string& key = secret, const std::string& path = "acme") {
    http::Request request{.method = "POST", .target = "/hooks/platform/" + path, .headers = {}, .body = body};
    request.headers.set("Heroku-Webhook-Hmac-SHA256", webhook_signature(key, body));
    return hooks_.answer(request).status;
  }

  Instant now_ = noon + seconds{2};
  std::vector<observe::Observation> seen_;
  std::vector<WrongKeys> wrong_;
  PlatformHooks hooks_;
};

TEST(WebhookSignature, IsTheBase64OfTheHmac) {
  // RFC 4231, test case 2.
  EXPECT_EQ(webhook_signature("Jefe", "what do ya want for nothing?"),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

TEST_F(PlatformHooksTest, ADynoChangesItsState) {
  EXPECT_EQ(post(event("dyno", "update", dyno("up"), R"({"state":"starting"})")), 204);
  ASSERT_EQ(seen_.size(), 1U);
  EXPECT_EQ(seen_[0].dyno, DynoName("web.1"));
  EXPECT_EQ(seen_[0].at, noon);
  const auto& change = std::get<observe::StateChange>(seen_[0].what);
  EXPECT_EQ(change.from, DynoState::starting);
  EXPECT_EQ(change.to, DynoState::up);
}

TEST_F(PlatformHooksTest, ALifeBeginsAndEnds) {
  EXPECT_EQ(post(event("dyno", "create", dyno("starting"))), 204);
  EXPECT_EQ(post(event("dyno", "destroy", dyno("up"), "{}", "d2")), 204);
  ASSERT_EQ(seen_.size(), 3U);
  EXPECT_EQ(std::get<observe::Lifecycle>(seen_[0].what).step, observe::LifecycleStep::starting_process);
  EXPECT_EQ(std::get<observe::StateChange>(seen_[2].what).to, DynoState::down);
}

TEST_F(PlatformHooksTest, ReleasesAndScalings) {
  EXPECT_EQ(post(event("release", "create", R"({"version":7,"status":"pending"})")), 204);
  EXPECT_TRUE(seen_.empty());
  EXPECT_EQ(post(event("release", "update", R"({"version":7,"status":"succeeded"})", "{}", "d2")), 204);
  EXPECT_EQ(
      post(event("formation", "update",
                 R"({"type":"web","quantity":3,"size":"Standard-2X","app":{"name":"acme"}})", "{}", "d3")),
      204);
  EXPECT_EQ(post(event("addon", "update", R"({"name":"x"})", "{}", "d4")), 204);
  ASSERT_EQ(seen_.size(), 2U);
  EXPECT_EQ(std::get<observe::Released>(seen_[0].what).version, 7);
  const auto& scaled = std::get<observe::Scaled>(seen_[1].what).types.at(0);
  EXPECT_EQ(scaled.type, ProcessType("web"));
  EXPECT_EQ(scaled.quantity, 3);
  EXPECT_EQ(scaled.size, "Standard-2X");
}

TEST_F(PlatformHooksTest, OnlySignedBodiesCount) {
  const std::string body = event("dyno", "update", dyno("crashed"));
  EXPECT_EQ(post(body, "another-secret-of-ours"), 401);
  EXPECT_EQ(post(body, ""), 401);
  EXPECT_EQ(post(body, "the-secret-before-it"), 204);
  http::Request changed{
      .method = "POST", .target = "/hooks/platform/acme", .headers = {}, .body = body + " "};
  changed.headers.set("Heroku-Webhook-Hmac-SHA256", webhook_signature(secret, body));
  EXPECT_EQ(hooks_.answer(changed).status, 401);
  EXPECT_EQ(wrong_.size(), 1U) << "at most once a minute";
  EXPECT_EQ(seen_.size(), 1U);
}

TEST_F(PlatformHooksTest, ADeliveryCountsOnce) {
  const std::string body = event("dyno", "update", dyno("crashed"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post(body), 204);
  EXPECT_EQ(seen_.size(), 1U);
  EXPECT_EQ(hooks_.counts(acme)->repeated, 2U);
  now_ += hours{1};
  EXPECT_EQ(post(body), 204) << "a late repetition";
  EXPECT_EQ(post(event("dyno", "update", dyno("up"), "{}", "d9")), 204) << "a late delivery";
  EXPECT_EQ(seen_.size(), 1U);
  EXPECT_EQ(hooks_.counts(acme)->stale, 2U);
}

TEST_F(PlatformHooksTest, RefusesTheRest) {
  EXPECT_EQ(post("{}", secret, "other"), 404);
  EXPECT_EQ(post("{}"), 400);
  EXPECT_EQ(post("not json"), 400);
  EXPECT_EQ(post(std::string(PlatformHooks::body_max + 1, ' ')), 413);
  EXPECT_EQ(post(event("dyno", "update", dyno("up", "another-app"))), 204);
  EXPECT_TRUE(seen_.empty()) << "about another app";
  hooks_.set(acme, {});
  EXPECT_EQ(post("{}"), 404);
}

}  // namespace
}  // namespace swapguard::hooks
