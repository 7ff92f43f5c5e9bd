// The receiver lets requests in by secret, knows whose the points are, and never takes more than it can
// judge.
#include "io/otlp/receiver.h"

#include <gtest/gtest.h>

#include "io/otlp/encode.h"
#include "support/loop.h"

namespace swapguard::otlp {
namespace {

const Instant noon{seconds{1'778'450'400}};
const AppName acme("acme");
const AppName other("other");
constexpr const char* id = "9de0a9a8-8b5a-4b7c-9df0-0d6ce2c3f3b1";

ResourceMetrics of_dyno(const std::string& app, int points = 1, std::string name = "dyno.memory.rss") {
  Series series{
      .name = std::move(name), .unit = "By", .description = "", .shape = Shape::gauge, .points = {}};
  for (int i = 0; i < points; ++i) series.points.push_back({.at = noon + seconds{20 * i}, .value = 1e8});
  Attributes resource{{"heroku.dyno.name", "web.1"}, {"service.instance.id", id}};
  if (!app.empty()) resource.push_back({"service.name", app});
  return {resource, {{"platform", {series}}}};
}

class ReceiverTest : public testing::Test {
 protected:
  ReceiverTest() { make({}); }

  void make(ReceiverOptions options) {
    options.now = [this] { return now_; };
    ReceiverEvents events;
    events.observed = [this](const AppName& app, const observe::Observation&) { seen_.push_back(app); };
    events.changed = [this](const guard::InputChanged& change) { changes_.push_back(change.app); };
    events.remark = [this](const Remark& remark) { remarks_.push_back(remark); };
    receiver_ = std::make_unique<Receiver>(loop_, std::move(options), std::move(events));
    receiver_->set(acme, {"s3cret", "old-s3cret"});
  }

  static http::Request post(std::string body, Encoding encoding = Encoding::protobuf,
                            const std::string& secret = "s3cret") {
    http::Request request{.method = "POST", .target = "/v1/metrics", .headers = {}, .body = std::move(body)};
    request.peer = "54.0.2.17";
    request.headers.set("Content-Type", std::string(content_type(encoding)));
    request.headers.set("Authorization", "Bearer " + secret);
    return request;
  }
  static http::Request tell(const Metrics& metrics, Encoding encoding = Encoding::protobuf) {
    return post(encode_metrics(metrics, encoding), encoding);
  }

  // The answer alone: what the loop has queued is not run.
  http::Response ask(http::Request request) {
    http::Response response;
    asio::io_context other_loop;
    asio::co_spawn(other_loop, keep(*receiver_, std::move(request), response), asio::detached);
    other_loop.run();
    return response;
  }
  static asio::awaitable<void> keep(Receiver& receiver, http::Request request, http::Response& into) {
    auto answer = co_await receiver.handle(std::move(request));
    into = std::get<http::Response>(std::move(answer));
  }
  void settle() {
    loop_.restart();
    loop_.run();
  }

  asio::io_context loop_;
  Instant now_ = noon + hours{2};
  std::vector<AppName> seen_, changes_;
  std::vector<Remark> remarks_;
  std::unique_ptr<Receiver> receiver_;
};

TEST_F(ReceiverTest, AnswersFirstAndJudgesAfterwards) {
  for (const Encoding encoding : {Encoding::protobuf, Encoding::json}) {
    seen_.clear();
    const auto response = ask(tell({of_dyno("acme", 200)}, encoding));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.get("Content-Type"), content_type(encoding));
    EXPECT_EQ(response.body, encoding == Encoding::json ? "{}" : "");
    EXPECT_TRUE(seen_.empty());
    EXPECT_EQ(receiver_->queued(), 200U);
    settle();
    EXPECT_EQ(seen_.size(), 200U);
  }
  EXPECT_EQ(changes_, std::vector{acme}) << "said once";
  EXPECT_EQ(receiver_->counts(acme)->points, 400U);
}

TEST_F(ReceiverTest, LetsInBySecretAlone) {
  const std::string body = encode_metrics({of_dyno("acme")}, Encoding::json);
  EXPECT_EQ(ask(post(body, Encoding::json, "wrong")).status, 401);
  EXPECT_EQ(ask(post(body, Encoding::json, "")).status, 401);
  ASSERT_EQ(remarks_.size(), 1U) << "once a minute";
  EXPECT_EQ(remarks_[0].kind, Remark::Kind::wrong_secret);
  now_ += minutes{2};
  EXPECT_EQ(ask(post(body, Encoding::json, "wrong")).status, 401);
  EXPECT_EQ(remarks_.size(), 2U);
  EXPECT_EQ(ask(post(body, Encoding::json, "old-s3cret")).status, 200);
  http::Request basic = post(body, Encoding::json);
  basic.headers.set("Authorization", http::basic_authorization("any", "s3cret"));
  EXPECT_EQ(ask(basic).status, 200);
  receiver_->set(acme, {});
  EXPECT_EQ(ask(post(body, Encoding::json)).status, 401);
  EXPECT_EQ(Receiver(loop_, {.now = {}}, {}).counts(acme), std::nullopt);
}

TEST_F(ReceiverTest, RefusesWhatIsNoExport) {
  EXPECT_EQ(ask(post("{", Encoding::json)).status, 400);
  EXPECT_EQ(ask(post("\x0a\x7f")).status, 400);
  http::Request text = post("x");
  text.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(ask(text).status, 415);
  http::Request get = post("");
  get.method = "GET";
  EXPECT_EQ(ask(get).status, 405);
  EXPECT_EQ(ask(post("{", Encoding::json)).body, R"({"code":3,"message":"not an export request"})");
  EXPECT_EQ(ask(post("")).status, 200) << "nothing to tell is fine in protobuf";
}

TEST_F(ReceiverTest, PointsThatCannotBeUsedAreAPartialSuccess) {
  ResourceMetrics bad = of_dyno("acme", 3);
  bad.scopes[0].series[0].unit = "%";
  const auto response = ask(tell({of_dyno("acme"), bad}, Encoding::json));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"partialSuccess":{"rejectedDataPoints":"3",)"
                           R"("errorMessage":"dyno.memory.rss: unit % is none of memory"}})");
  EXPECT_EQ(receiver_->counts(acme)->rejected, 3U);
  settle();
  EXPECT_EQ(seen_.size(), 1U);
}

TEST_F(ReceiverTest, TimesThatAreStillToComeAreRejected) {
  now_ = noon - hours{1};
  const auto response = ask(tell({of_dyno("acme")}, Encoding::json));
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find("still to come"), std::string::npos) << response.body;
  EXPECT_EQ(receiver_->counts(acme)->rejected, 1U);
  now_ = noon - minutes{1};
  EXPECT_EQ(ask(tell({of_dyno("acme")}, Encoding::json)).body, "{}");
  settle();
  EXPECT_EQ(seen_.size(), 1U);
}

TEST_F(ReceiverTest, TheResourceSaysWhoseAmongThoseOfTheSecret) {
  receiver_->set(other, {"0ther"});
  EXPECT_EQ(ask(tell({of_dyno("acme"), of_dyno("other"), of_dyno("third"), of_dyno("third")})).status, 200);
  settle();
  EXPECT_EQ(seen_, std::vector{acme}) << "the secret of acme does not speak for others";
  EXPECT_EQ(remarks_.size(), 2U) << "other and third, once each";
  receiver_->set(other, {"s3cret"});
  EXPECT_EQ(ask(tell({of_dyno("other")})).status, 200);
  EXPECT_EQ(ask(tell({of_dyno("")})).status, 200);
  settle();
  EXPECT_EQ(seen_, (std::vector{acme, other})) << "a resource without a name is nobody's of two";
}

TEST_F(ReceiverTest, AResourceWithoutANameIsTheOnlyApps) {
  EXPECT_EQ(ask(tell({of_dyno("")})).status, 200);
  settle();
  EXPECT_EQ(seen_, std::vector{acme});
}

TEST_F(ReceiverTest, UnknownNamesAreSaidOnce) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(tell({of_dyno("acme", 1, "acme.memory")})).status, 200);
  ASSERT_EQ(remarks_.size(), 1U);
  EXPECT_EQ(remarks_[0].kind, Remark::Kind::unknown_names);
  EXPECT_EQ(remarks_[0].names, std::vector<std::string>{"acme.memory"});
  EXPECT_TRUE(changes_.empty());
}

TEST_F(ReceiverTest, TooMuchIsToComeAgainLater) {
  make({.now = {}, .queue_most = 30, .app_most = 20, .warn_every = minutes{1}});
  receiver_->set(other, {"s3cret"});
  EXPECT_EQ(ask(tell({of_dyno("acme", 15)})).status, 200);
  const auto too_many = ask(tell({of_dyno("acme", 10)}));
  EXPECT_EQ(too_many.status, 429);
  EXPECT_EQ(too_many.headers.get("Retry-After"), "5");
  EXPECT_EQ(ask(tell({of_dyno("other", 15)})).status, 200) << "others are not hurt";
  EXPECT_EQ(ask(tell({of_dyno("other", 1)})).status, 503);
  EXPECT_EQ(receiver_->counts(acme)->overloaded, 1U);
  settle();
  EXPECT_EQ(seen_.size(), 30U);
  EXPECT_EQ(ask(tell({of_dyno("acme", 25)})).status, 200) << "alone it is taken";
}

}  // namespace
}  // namespace swapguard::otlp
