// The tail against a scripted platform on loopback: real server, real client, streams cut anywhere.
#include "io/intake/tail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "io/http/server.h"
#include "support/log_lines.h"
#include "support/loop.h"

namespace swapguard::intake {
namespace {

using namespace test;

// 300 times as fast as the wall: a sample interval is 67 ms, a session's hour 12 s.
constexpr double speed = 300;

// A log that grows by one sample an interval, and what the platform does to its streams.
struct Platform {
  asio::io_context& loop;
  std::unique_ptr<http::Server> server;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::vector<std::string> log;
  std::vector<std::shared_ptr<http::Stream>> streams;
  std::vector<http::Request> requests;
  std::vector<SessionRequest> asked;
  std::mt19937_64 random{5};
  std::optional<guard::ApiError> refusal;
  int status = 200;
  bool nul_only = false;
  bool as_events = false;

  explicit Platform(asio::io_context& io) : loop(io) {
    server = *http::Server::start(loop, {}, [this](http::Request request) { return stream(this, request); });
  }

  Instant now() const {
    const auto passed = std::chrono::steady_clock::now() - began;
    return midnight + std::chrono::duration_cast<Duration>(passed * speed);
  }

  static asio::awaitable<http::Answer> stream(Platform* self, http::Request request) {
    self->requests.push_back(request);
    if (self->status != 200) {
      http::Response refused;
      refused.status = self->status;
      co_return refused;
    }
    http::Streaming streaming;
    streaming.headers.set("Content-Type", self->as_events ? "text/event-stream" : "text/plain");
    streaming.started = [self](std::shared_ptr<http::Stream> stream) {
      self->streams.push_back(stream);
      if (self->nul_only) return;
      for (const std::string& line : self->log) self->write(*stream, line);
    };
    co_return streaming;
  }

  static asio::awaitable<Result<std::string, guard::ApiError>> open_session(Platform* self,
                                                                            SessionRequest request) {
    self->asked.push_back(request);
    if (self->refusal) co_return failure(*self->refusal);
    co_return "http://127.0.0.1:" + std::to_string(self->server->port()) +
        "/stream?session=" + std::to_string(self->asked.size());
  }

  // In pieces cut anywhere, with keep-alives in front.
  void write(http::Stream& stream, const std::string& line) {
    const std::string whole =
        as_events ? "id: 1\ndata: " + line + "\n\n" : std::string(1, '\0') + line + "\n";
    const std::size_t cut = random() % whole.size();
    stream.write(whole.substr(0, cut));
    stream.write(whole.substr(cut));
  }

  void say_sample() {
    log.push_back(sample_line(midnight + seconds{20} * static_cast<int>(log.size())));
    for (const auto& stream : streams)
      nul_only ? stream->write(std::string(1, '\0')), void() : write(*stream, log.back());
  }
  // Half a line, then the connection breaks.
  void cut_all() {
    for (const auto& stream : streams) {
      stream->write(sample_line(midnight).substr(0, random() % 200));
      stream->reset();
    }
    streams.clear();
  }
  void end_all() {
    for (const auto& stream : streams) stream->close();
    streams.clear();
  }
};

class TailTest : public testing::Test {
 protected:
  TailTest() { make(patient()); }

  // A machine under load may stop the loop for a second, which is five minutes here.
  static TailTimes patient() {
    TailTimes times;
    times.sample_interval = minutes{5};
    times.grace = minutes{20};
    return times;
  }
  void make(TailTimes times) {
    TailOptions options{.app = AppName("acme"), .now = {}, .time_scale = speed, .times = times};
    options.now = [this] { return platform_.now(); };
    TailEvents events;
    events.observed = [this](const observe::Observation& seen) {
      if (std::holds_alternative<observe::MemorySample>(seen.what)) ++counted_[seen.at];
    };
    events.changed = [this](const guard::InputChanged& change) { changes_.push_back(change.reason); };
    tail_ = std::make_unique<Tail>(
        loop_, *client_,
        [this](SessionRequest request) { return Platform::open_session(&platform_, request); }, options,
        events);
  }
  ~TailTest() override {
    tail_.reset();
    client_.reset();
  }

  bool caught_up() const { return counted_.size() == platform_.log.size(); }
  void expect_each_sample_once() const {
    EXPECT_EQ(counted_.size(), platform_.log.size());
    EXPECT_TRUE(std::ranges::all_of(counted_, [](const auto& sample) { return sample.second == 1; }));
  }
  // One sample every 20 s of the log's time.
  void say_what_is_due() {
    const auto said = static_cast<int>(platform_.log.size());
    if (platform_.now() > midnight + seconds{20} * said) platform_.say_sample();
  }
  // One sample after the other, `between` after each, until the loop had its turn.
  void live(int samples, const std::function<void(int)>& between = {}) {
    for (int i = 0; i < samples; ++i) {
      platform_.say_sample();
      if (between) between(i);
      const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
      run_until(loop_, [until] { return std::chrono::steady_clock::now() >= until; });
    }
  }

  asio::io_context loop_;
  std::unique_ptr<http::Client> client_ = http::Client::start(loop_);
  Platform platform_{loop_};
  std::map<Instant, int> counted_;
  std::vector<std::string> changes_;
  std::unique_ptr<Tail> tail_;
};

TEST_F(TailTest, AsksForPlatformLinesOnlyAndSendsNoTokenToTheUrl) {
  tail_->start();
  platform_.say_sample();
  ASSERT_TRUE(run_until(loop_, [this] { return caught_up(); }));
  EXPECT_EQ(platform_.asked[0].source, "heroku");
  EXPECT_EQ(platform_.asked[0].lines, 100);
  ASSERT_FALSE(platform_.requests.empty());
  EXPECT_FALSE(platform_.requests[0].headers.has("Authorization"));
  EXPECT_EQ(platform_.requests[0].headers.get("Accept"), "*/*");
  EXPECT_EQ(changes_, std::vector<std::string>{"connected"});
}

TEST_F(TailTest, CountsEverySampleOnceWhereverTheStreamIsCut) {
  tail_->start();
  live(60, [this](int i) {
    if (i % 7 == 6) platform_.cut_all();
    if (i % 11 == 10) platform_.end_all();
  });
  EXPECT_TRUE(run_until(loop_, [this] { return caught_up(); }));
  expect_each_sample_once();
  EXPECT_GT(tail_->streams_opened(), 3U);
  EXPECT_LT(tail_->sessions_asked(), tail_->streams_opened());
}

TEST_F(TailTest, RenewsWithoutGapOrDoubleCount) {
  TailTimes times = patient();
  times.renew_after = minutes{7};
  make(times);
  tail_->start();
  std::size_t at_once = 0;
  live(5);
  EXPECT_TRUE(run_until(loop_, [&] {  // three sessions, one after the other
    say_what_is_due();
    std::erase_if(platform_.streams, [](const auto& stream) { return !stream->open(); });
    at_once = std::max(at_once, platform_.streams.size());
    return tail_->streams_opened() >= 3;
  }));
  live(5);
  EXPECT_TRUE(run_until(loop_, [this] { return caught_up(); }));
  expect_each_sample_once();
  EXPECT_EQ(at_once, 2U);
  EXPECT_GE(tail_->sessions_asked(), 3U);
  EXPECT_GE(tail_->counts().duplicates, platform_.log.size() / 4);
}

TEST_F(TailTest, ReadsServerSentEventsWhereTheUrlServesThem) {
  platform_.as_events = true;
  tail_->start();
  live(20, [this](int i) {
    if (i == 10) platform_.cut_all();
  });
  EXPECT_TRUE(run_until(loop_, [this] { return caught_up(); }));
  expect_each_sample_once();
}

TEST_F(TailTest, DoesNotTakeKeepAlivesForLife) {
  TailTimes times = patient();
  times.sample_interval = minutes{1};
  make(times);
  tail_->start();
  live(3);
  platform_.nul_only = true;
  EXPECT_TRUE(run_until(loop_, [this] {
    say_what_is_due();
    return changes_.size() == 2;
  }));
  EXPECT_EQ(changes_, (std::vector<std::string>{"connected", "silent"}));
  platform_.nul_only = false;
  EXPECT_TRUE(run_until(loop_, [this] { return changes_.back() == "connected"; }));
}

TEST_F(TailTest, ReportsARefusedTokenOnceAndComesBack) {
  platform_.refusal = guard::ApiError{
      .failure = guard::ApiFailure::unauthorized, .status = 401, .id = {}, .message = {}, .request_id = {}};
  tail_->start();
  EXPECT_TRUE(run_until(loop_, [this] { return platform_.asked.size() == 3; }));
  EXPECT_EQ(changes_, std::vector<std::string>{"refused_token"});
  platform_.refusal.reset();
  platform_.say_sample();
  EXPECT_TRUE(run_until(loop_, [this] { return caught_up(); }));
  EXPECT_EQ(changes_.back(), "connected");
}

TEST_F(TailTest, AsksForAnotherSessionWhenTheUrlHasExpired) {
  platform_.status = 404;
  platform_.say_sample();
  tail_->start();
  EXPECT_TRUE(run_until(loop_, [this] { return platform_.asked.size() == 3; }));
  platform_.status = 200;
  EXPECT_TRUE(run_until(loop_, [this] { return caught_up(); }));
}

TEST_F(TailTest, StopsWhenTheAppForbidsTails) {
  tail_->start();
  platform_.log.push_back(text_line(midnight, "logplex", "Error L20 (Tail sessions forbidden)"));
  EXPECT_TRUE(run_until(loop_, [this] { return !changes_.empty() && changes_.back() == "tail_forbidden"; }));
}

TEST_F(TailTest, MayGoAtAnyMoment) {
  tail_->start();
  platform_.say_sample();
  run_until(loop_, [this] { return !platform_.asked.empty(); });
  tail_.reset();
  live(5);
  EXPECT_TRUE(counted_.empty());
}

}  // namespace
}  // namespace swapguard::intake
