// The exporter tells metrics each interval and events once; what is away is tried again.
#include "io/otlp/exporter.h"

#include <gtest/gtest.h>

#include <deque>

#include "io/otlp/decode.h"
#include "support/loop.h"

namespace swapguard::otlp {
namespace {

// Answers as it is told to, and keeps what it was sent.
class Receiver final : public http::Client {
 public:
  http::asio::awaitable<Result<http::Response, http::CallError>> send(http::Call call) override {
    calls.push_back(std::move(call));
    if (answers.empty()) co_return http::Response{};
    http::Response answer = answers.front();
    answers.pop_front();
    co_return answer;
  }
  std::unique_ptr<http::WatchHandle> watch(http::Watch) override { return nullptr; }

  std::size_t sent_to(std::string_view path) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(calls, [&](const http::Call& call) { return call.url.ends_with(path); }));
  }
  std::deque<http::Response> answers;
  std::vector<http::Call> calls;
};

class ExporterTest : public testing::Test {
 protected:
  void start(const std::string& metrics, const std::string& logs) {
    ExportSettings settings{.metrics_url = metrics, .logs_url = logs, .headers = {{"api-key", "k"}}};
    settings.resource = {{"service.name", "swapguard"}};
    settings.interval = milliseconds{100};
    exporter_ = std::make_unique<Exporter>(
        settings, Exporter::Doors{.loop = loop_,
                                  .client = receiver_,
                                  .metrics =
                                      [] {
                                        return std::vector<ScopeMetrics>{{"swapguard", {}}};
                                      },
                                  .trouble = [this](const std::string& why) { troubles_.push_back(why); }});
    exporter_->start();
  }

  asio::io_context loop_;
  Receiver receiver_;
  std::vector<std::string> troubles_;
  std::unique_ptr<Exporter> exporter_;
};

TEST_F(ExporterTest, MetricsComeAgainAndAgain) {
  start("http://c/v1/metrics", "");
  exporter_->take({.body = "lost: no logs wanted"});
  ASSERT_TRUE(test::run_until(loop_, [&] { return receiver_.sent_to("/v1/metrics") >= 3; }));
  EXPECT_EQ(receiver_.calls[0].headers.get("api-key"), "k");
  EXPECT_EQ(receiver_.calls[0].headers.get("Content-Type"), "application/x-protobuf");
  EXPECT_TRUE(decode_metrics(receiver_.calls[0].body, Encoding::protobuf));
  EXPECT_EQ(receiver_.sent_to("/v1/logs"), 0U);
}

TEST_F(ExporterTest, EventsAreToldOnce) {
  start("", "http://c/v1/logs");
  for (const char* body : {"a", "b"}) exporter_->take({.body = body});
  ASSERT_TRUE(test::run_until(loop_, [&] { return exporter_->counts().sent == 1; }));
  const auto logs = decode_logs(receiver_.calls.at(0).body, Encoding::protobuf);
  ASSERT_TRUE(logs);
  EXPECT_EQ(logs->at(0).scopes.at(0).records.size(), 2U);
  test::run(loop_, [](Exporter& exporter) -> asio::awaitable<int> {
    co_await exporter.finish();
    co_return 0;
  }(*exporter_));
  EXPECT_EQ(receiver_.calls.size(), 1U);
}

TEST_F(ExporterTest, WhatIsRefusedForGoodIsDroppedAndSaid) {
  start("", "http://c/v1/logs");
  receiver_.answers = {http::Response{.status = 400}};
  exporter_->take({.body = "a"});
  ASSERT_TRUE(test::run_until(loop_, [&] { return exporter_->counts().dropped == 1; }));
  EXPECT_EQ(troubles_, std::vector<std::string>{"HTTP 400"});
}

TEST_F(ExporterTest, ABusyReceiverIsLeftAloneAndTheEventsStay) {
  start("http://c/v1/metrics", "http://c/v1/logs");
  receiver_.answers = {http::Response{.status = 503}};
  exporter_->take({.body = "a"});
  ASSERT_TRUE(test::run_until(loop_, [&] { return exporter_->counts().failed == 1; }));
  for (int i = 0; i < 50; ++i) loop_.run_one_for(std::chrono::milliseconds(10));
  EXPECT_EQ(receiver_.calls.size(), 1U) << "not before its time";
  EXPECT_EQ(exporter_->counts().dropped, 0U);
  EXPECT_EQ(troubles_.size(), 1U);
}

TEST_F(ExporterTest, EventsThatFindNoRoomAreCounted) {
  start("", "http://c/v1/logs");
  for (std::size_t i = 0; i < Exporter::waiting_most + 3; ++i) exporter_->take({.body = "x"});
  EXPECT_EQ(exporter_->counts().dropped, 3U);
}

}  // namespace
}  // namespace swapguard::otlp
