// Each channel against a sink on this machine.
#include "io/notify/channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/http/server.h"
#include "support/loop.h"

namespace swapguard::notify {
namespace {

using guard::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Instant noon = *parse_rfc3339("2026-05-11T12:00:00Z");

struct ChannelTest : ::testing::Test {
  asio::io_context loop{1};
  std::vector<http::Request> seen;
  std::vector<http::Response> answers;  // one each, then 200
  std::unique_ptr<http::Server> sink = *http::Server::start(
      loop, {.port = 0}, [this](http::Request request) { return take(std::move(request)); });
  std::unique_ptr<http::Client> client = http::Client::start(loop);
  Instant now = noon;
  std::vector<std::string> ended;  // `+msg_…` delivered, `-msg_…` not
  std::vector<std::string> troubles;
  std::unique_ptr<Channel> channel;

  asio::awaitable<http::Answer> take(http::Request request) {
    seen.push_back(std::move(request));
    http::Response answer;
    if (seen.size() <= answers.size()) answer = answers[seen.size() - 1];
    co_return answer;
  }
  void open(Service service, Rules rules, int port = 0) {
    const std::string address =
        "http://127.0.0.1:" + std::to_string(port == 0 ? sink->port() : port) + "/secret-path";
    ChannelOptions options{.name = "ops",
                           .target = {service, address, "R0UT1NG", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
                           .rules = std::move(rules),
                           .look = {"", [](const auto&) { return std::string("{}"); }}};
    options.queue_max = 5;
    options.apart = std::chrono::milliseconds{0};
    options.retry_scale = 0.0005;
    channel = std::make_unique<Channel>(
        loop, std::move(options),
        ChannelDoors{*client, [this] { return now; },
                     [](Instant) { return std::chrono::hours{1}; },  // the test lets time pass
                     [this](const std::string& id, bool good) { ended.push_back((good ? "+" : "-") + id); },
                     [this](const ChannelTrouble& trouble) { troubles.push_back(trouble.last); }});
  }
  static guard::JournalEntry entry_of(Kind kind, Instant at) {
    guard::JournalEntry entry;
    entry.kind = kind;
    entry.at = at;
    entry.app = AppName("acme");
    entry.title = "what happened";
    return entry;
  }
  void put(Kind kind, Duration after = {}) {
    now += after;
    channel->put(entry_of(kind, now));
  }
  bool ends(std::size_t count) {
    return test::run_until(loop, [&] { return ended.size() >= count; });
  }
};

const Rules of_failures{.kinds = {Kind::restart_failed}, .apps = {}, .digest = {}};

TEST_F(ChannelTest, AMessageIsPostedOnce) {
  open(Service::slack, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});  // lets time pass
  ASSERT_TRUE(ends(1));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/secret-path");
  EXPECT_EQ(seen[0].headers.get("Content-Type"), "application/json");
  EXPECT_THAT(seen[0].body, HasSubstr("acme: what happened"));
  EXPECT_EQ(channel->counts().delivered, 1U);
  EXPECT_TRUE(channel->idle());
}

TEST_F(ChannelTest, TheWebhooksSignatureHoldsForWhatArrived) {
  open(Service::webhook, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(ends(1));
  const auto& headers = seen.at(0).headers;
  const std::string id(headers.get("webhook-id"));
  const std::int64_t at = std::stoll(std::string(headers.get("webhook-timestamp")));
  EXPECT_EQ(headers.get("webhook-signature"),
            webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id, at, seen[0].body));
  EXPECT_EQ(ended.at(0), "+" + id);
}

TEST_F(ChannelTest, PagerDutyIsTriggeredAndResolved) {
  open(Service::pagerduty, {.kinds = {}, .apps = {}, .digest = {}, .pages = true});
  put(Kind::blind);
  put(Kind::blind, minutes{1});
  put(Kind::seeing, minutes{1});
  ASSERT_TRUE(ends(2));
  EXPECT_THAT(seen.at(0).body, HasSubstr(R"("event_action":"trigger","dedup_key":"swapguard/acme/blind")"));
  EXPECT_THAT(seen.at(1).body, HasSubstr(R"("event_action":"resolve","dedup_key":"swapguard/acme/blind")"));
}

TEST_F(ChannelTest, ItIsTriedAgainUntilItIsTakenAndOneOutageIsToldOnce) {
  for (int i = 0; i < 5; ++i) answers.push_back({.status = 503});
  open(Service::discord, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_EQ(ended.at(0).front(), '+');
  EXPECT_THAT(troubles, ElementsAre("HTTP 503"));
}

TEST_F(ChannelTest, RetryAfterIsHonoured) {
  answers.push_back({.status = 429});
  answers[0].headers.set("Retry-After", "400");  // 200 ms at this test's scale; without it 1 ms
  open(Service::slack, of_failures);
  put(Kind::restart_failed);
  now += minutes{1};
  const auto began = std::chrono::steady_clock::now();
  put(Kind::restarted);
  ASSERT_TRUE(ends(1));
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{200});
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_THAT(troubles, IsEmpty());
}

TEST_F(ChannelTest, WhatIsRefusedIsNotTriedAgain) {
  answers.push_back({.status = 404});
  open(Service::slack, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(seen.size(), 1U);
  EXPECT_EQ(ended.at(0).front(), '-');
  EXPECT_THAT(troubles, ElementsAre("HTTP 404"));
}

TEST_F(ChannelTest, WhoIsGoneIsLeftAlone) {
  answers.push_back({.status = 410});
  open(Service::webhook, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(ends(1));
  put(Kind::restart_failed, hours{1});
  put(Kind::restarted, minutes{1});
  EXPECT_EQ(seen.size(), 1U);
  EXPECT_EQ(channel->counts().dropped, 1U);
}

TEST_F(ChannelTest, TriesEndWhenTheMessageIsStale) {
  for (int i = 0; i < 100; ++i) answers.push_back({.status = 500});
  open(Service::slack, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(test::run_until(loop, [&] { return seen.size() >= 4; }));
  now += hours{1};
  ASSERT_TRUE(ends(1));
  EXPECT_EQ(ended.at(0).front(), '-');
  EXPECT_EQ(channel->counts().failed, 1U);
}

TEST_F(ChannelTest, ADeadOneHoldsNobodyUpAndShowsNoSecret) {
  sink->stop(seconds{0});
  const int nobody = sink->port();
  sink.reset();
  open(Service::slack, of_failures, nobody);
  for (int i = 0; i < 100; ++i) put(Kind::restart_failed, minutes{16});
  ASSERT_TRUE(test::run_until(loop, [&] { return !troubles.empty(); }));
  EXPECT_EQ(troubles.size(), 1U);
  EXPECT_THAT(troubles.at(0), HasSubstr("cannot be reached"));
  EXPECT_THAT(troubles.at(0), Not(HasSubstr("secret-path")));
  EXPECT_GT(channel->counts().dropped, 0U);
}

TEST_F(ChannelTest, AfterAStartOnlyWhatWasNotToldIsTold) {
  const std::vector<guard::JournalEntry> entries{entry_of(Kind::restart_failed, noon - hours{3}),
                                                 entry_of(Kind::restart_failed, noon - minutes{20}),
                                                 entry_of(Kind::restart_failed, noon - minutes{2})};
  open(Service::slack, of_failures);
  channel->catch_up(entries, {});
  ASSERT_TRUE(ends(2));
  const std::string told = ended.at(0).substr(1);
  ended.clear();
  open(Service::slack, of_failures);
  channel->catch_up(entries, {told});
  ASSERT_TRUE(ends(1));
  EXPECT_NE(ended.at(0).substr(1), told);
}

TEST_F(ChannelTest, OnceItIsGoneNothingOfItIsCalled) {
  answers.push_back({.status = 503});
  open(Service::slack, of_failures);
  put(Kind::restart_failed);
  put(Kind::restarted, minutes{1});
  ASSERT_TRUE(test::run_until(loop, [&] { return !seen.empty(); }));
  channel.reset();
  loop.run_for(std::chrono::milliseconds{50});
  EXPECT_THAT(ended, IsEmpty());
}

}  // namespace
}  // namespace swapguard::notify
