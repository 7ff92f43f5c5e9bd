// The drain lets bodies in by secret alone, answers before it reads, and counts each sample once.
#include "io/intake/drain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "support/log_lines.h"
#include "support/loop.h"

namespace swapguard::intake {
namespace {

using namespace test;

const AppName acme("acme");

class DrainTest : public testing::Test {
 protected:
  DrainTest() { make({}); }

  void make(DrainOptions options) {
    options.now = [this] { return now_; };
    DrainEvents events;
    events.observed = [this](const AppName&, observe::Observation seen) { seen_.push_back(std::move(seen)); };
    events.changed = [this](const guard::InputChanged& change) { changes_.push_back(change.reason); };
    events.token_changed = [this](const AppName&) { ++token_changes_; };
    events.refused = [this](const AppName&, const Refusals& refusals) { warned_.push_back(refusals); };
    drains_ = std::make_unique<Drains>(loop_, std::move(options), std::move(events));
    drains_->set(acme, {"s3cret", "old-s3cret"});
  }

  static http::Request post(std::string body, const std::string& frame = {},
                            const std::string& secret = "s3cret") {
    http::Request request{.method = "POST", .target = "/logs/acme", .headers = {}, .body = std::move(body)};
    request.peer = "54.0.2.17";
    request.headers.set("Authorization", http::basic_authorization("swapguard", secret));
    request.headers.set("Logplex-Drain-Token", "d.1");
    if (!frame.empty()) request.headers.set("Logplex-Frame-Id", frame);
    return request;
  }

  // The answer alone: what the loop has queued is not run.
  int status(http::Request request, const AppName& app = acme) {
    int code = 0;
    asio::io_context other;
    asio::co_spawn(other, ask(*drains_, std::move(request), app, code), asio::detached);
    other.run();
    return code;
  }
  static asio::awaitable<void> ask(Drains& drains, http::Request request, AppName app, int& code) {
    const auto answer = co_await drains.handle(std::move(request), std::move(app));
    code = std::get<http::Response>(answer).status;
  }
  void settle() {
    loop_.restart();
    loop_.run();
  }
  DrainCounts counts() const { return *drains_->counts(acme); }

  asio::io_context loop_;
  Instant now_ = midnight;
  std::vector<observe::Observation> seen_;
  std::vector<std::string> changes_;
  std::vector<Refusals> warned_;
  int token_changes_ = 0;
  std::unique_ptr<Drains> drains_;
};

TEST_F(DrainTest, AnswersFirstAndReadsAfterwards) {
  EXPECT_EQ(status(post(sample_frame(midnight))), 204);
  EXPECT_TRUE(seen_.empty());
  EXPECT_EQ(drains_->queued(), 1U);
  settle();
  EXPECT_EQ(seen_.size(), 1U);
  EXPECT_EQ(drains_->queued(), 0U);
}

TEST_F(DrainTest, TakesAnySecretOfTheApp) {
  EXPECT_EQ(status(post("", {}, "old-s3cret")), 204);
  drains_->set(acme, {"s3cret"});
  EXPECT_EQ(status(post("", {}, "old-s3cret")), 401);
  EXPECT_EQ(status(post("", {}, "s3cret")), 204);
}

TEST_F(DrainTest, RefusesWhatHasNoGoodSecretWithoutReadingIt) {
  for (const char* wrong : {"", "s3cre", "s3cret ", "S3CRET"}) {
    EXPECT_EQ(status(post(sample_frame(midnight), {}, wrong)), 401) << wrong;
  }
  http::Request bare = post(sample_frame(midnight));
  bare.headers.set("Authorization", "Bearer s3cret");
  EXPECT_EQ(status(bare), 401);
  drains_->set(acme, {""});
  EXPECT_EQ(status(post("", {}, "")), 401);
  settle();
  EXPECT_TRUE(seen_.empty());
  EXPECT_EQ(counts().refused, 6U);
}

TEST_F(DrainTest, KnowsItsAppsAndMethods) {
  EXPECT_EQ(status(post(""), AppName("other")), 404);
  for (const auto& [method, code] : std::map<std::string, int>{
           {"GET", 204}, {"HEAD", 204}, {"POST", 204}, {"PUT", 405}, {"DELETE", 405}}) {
    http::Request request = post("");
    request.method = method;
    EXPECT_EQ(status(request), code) << method;
  }
}

TEST_F(DrainTest, NeverRefusesABodyForWhatItHolds) {
  for (const char* body : {"", "hello", "99999999999 <", "12 <134>1 garbage", "\x00\xff\x1f\x8b"}) {
    EXPECT_EQ(status(post(body)), 204) << body;
  }
  http::Request miscounted = post(sample_frame(midnight));
  miscounted.headers.set("Logplex-Msg-Count", "7");
  EXPECT_EQ(status(miscounted), 204);
  settle();
  EXPECT_EQ(seen_.size(), 1U);
  EXPECT_EQ(counts().miscounted, 1U);
}

TEST_F(DrainTest, SaysBusyWhenTheQueueIsFullAndTakesTheRetry) {
  make({.now = {}, .queue_bodies = 2});
  EXPECT_EQ(status(post(sample_frame(midnight), "A")), 204);
  EXPECT_EQ(status(post(sample_frame(midnight + seconds{20}), "B")), 204);
  EXPECT_EQ(status(post(sample_frame(midnight + seconds{40}), "C")), 503);
  settle();
  EXPECT_EQ(status(post(sample_frame(midnight + seconds{40}), "C")), 204);
  settle();
  EXPECT_EQ(seen_.size(), 3U);
  EXPECT_EQ(counts().overloaded, 1U);
}

TEST_F(DrainTest, SaysByTheHeadAloneWhoMayNotSendABody) {
  make({.now = {}, .queue_bodies = 1});
  const auto early = [this](const http::Request& head, const AppName& app) {
    const auto response = drains_->refused(head, app);
    return response ? response->status : 0;
  };
  EXPECT_EQ(early(post({}), acme), 0);
  EXPECT_EQ(early(post({}, {}, "wrong"), acme), 401);
  EXPECT_EQ(early(post({}), AppName("other")), 404);
  EXPECT_EQ(warned_.size(), 1U);
  EXPECT_EQ(counts().deliveries, 0U);
  EXPECT_EQ(status(post(sample_frame(midnight), "A")), 204);
  EXPECT_EQ(early(post({}), acme), 503);
  EXPECT_EQ(drains_->refused(post({}), acme)->headers.get("Retry-After"), "1");
  settle();
  EXPECT_EQ(early(post({}), acme), 0);
}

TEST_F(DrainTest, BoundsTheQueueInBytesToo) {
  make({.now = {}, .queue_bytes = 1000});
  EXPECT_EQ(status(post(std::string(600, 'x'))), 204);
  EXPECT_EQ(status(post(std::string(600, 'x'))), 503);
}

// Each body up to three times, out of order, some with an L10 frame in front on the retry.
TEST_F(DrainTest, CountsEachSampleOnceOverRetriesDuplicatesAndReordering) {
  std::mt19937_64 random(7);
  std::vector<std::pair<std::string, std::string>> deliveries;  // frame id, body
  constexpr int bodies = 1000;
  for (int i = 0; i < bodies; ++i) {
    const std::string body = sample_frame(midnight + seconds{20 * i}, 300, "web.1", i % 7);
    const std::string l10 = frame(midnight, "logplex",
                                  "Error L10 (output buffer overflow): 3 messages dropped "
                                  "since 2026-05-11T00:00:00+00:00.");
    for (std::uint64_t tries = 1 + random() % 3; tries > 0; --tries) {
      deliveries.emplace_back("FRAME" + std::to_string(i), random() % 4 == 0 ? l10 + body : body);
    }
  }
  std::shuffle(deliveries.begin(), deliveries.end(), random);
  for (const auto& [id, body] : deliveries) {
    EXPECT_EQ(status(post(body, id)), 204);
    if (random() % 5 == 0) settle();
    now_ += milliseconds{50};
  }
  settle();
  std::map<Instant, int> samples;
  for (const auto& seen : seen_) {
    if (std::holds_alternative<observe::MemorySample>(seen.what)) ++samples[seen.at];
  }
  EXPECT_EQ(samples.size(), static_cast<std::size_t>(bodies));
  EXPECT_TRUE(std::ranges::all_of(samples, [](const auto& sample) { return sample.second == 1; }));
  EXPECT_EQ(counts().duplicates, deliveries.size() - bodies);
}

TEST_F(DrainTest, WarnsOfWrongSecretsWithPeersButNotAtEachOne) {
  status(post(""));
  now_ += minutes{2};
  for (int i = 0; i < 100; ++i) {
    http::Request wrong = post("", {}, "wrong");
    wrong.peer = "54.0.2." + std::to_string(i % 3);
    status(wrong);
    now_ += seconds{1};
  }
  ASSERT_EQ(warned_.size(), 2U);
  EXPECT_EQ(warned_[1].count, 61U);
  EXPECT_EQ(warned_[1].since, midnight + minutes{2});
  EXPECT_EQ(warned_[1].last_good, midnight);
  EXPECT_EQ(warned_[1].peers.size(), 3U);
  EXPECT_EQ(changes_, (std::vector<std::string>{"connected", "wrong_secret"}));
  status(post(""));
  EXPECT_EQ(changes_.back(), "connected");
}

TEST_F(DrainTest, IsNotCalledBrokenByAStrangerWhileItDelivers) {
  for (int i = 0; i < 100; ++i) {
    status(post(sample_frame(now_)));
    status(post("", {}, "guess"));
    now_ += seconds{10};
  }
  EXPECT_EQ(changes_, std::vector<std::string>{"connected"});
}

TEST_F(DrainTest, NoticesAnotherDrainToken) {
  status(post(""));
  status(post(""));
  EXPECT_EQ(token_changes_, 0);
  http::Request added_again = post("");
  added_again.headers.set("Logplex-Drain-Token", "d.2");
  status(added_again);
  EXPECT_EQ(token_changes_, 1);
}

TEST_F(DrainTest, TellsLossesThatOnlyAHeaderNames) {
  http::Request request = post(sample_frame(midnight));
  request.headers.set("Logplex-Drop-Count", "12");
  status(request);
  settle();
  ASSERT_EQ(seen_.size(), 2U);
  EXPECT_EQ(std::get<observe::LogLoss>(seen_[1].what).lines, 12U);
}

TEST_F(DrainTest, MayGoWhileBodiesWait) {
  status(post(sample_frame(midnight)));
  drains_.reset();
  settle();
  EXPECT_TRUE(seen_.empty());
}

struct Handle {
  Drains* drains;
  asio::awaitable<http::Answer> operator()(http::Request request) const {
    AppName app(request.path().substr(6));
    return drains->handle(std::move(request), std::move(app));
  }
};

TEST_F(DrainTest, WorksBehindTheRealServer) {
  auto server = http::Server::start(loop_, {}, Handle{drains_.get()});
  ASSERT_TRUE(server);
  const std::string body = sample_frame(midnight);
  const auto request = [&](const std::string& secret) {
    return "POST /logs/acme HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "
           "application/logplex-1\r\n"
           "Authorization: " +
           http::basic_authorization("swapguard", secret) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const int port = (*server)->port();
  EXPECT_TRUE(run(loop_, exchange(port, {request("s3cret")})).starts_with("HTTP/1.1 204"));
  const std::string refused = run(loop_, exchange(port, {request("wrong")}));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 401"));
  EXPECT_TRUE(refused.ends_with("\r\n\r\n")) << refused;  // no detail
  EXPECT_TRUE(run_until(loop_, [this] { return seen_.size() == 1; }));
}

}  // namespace
}  // namespace swapguard::intake
