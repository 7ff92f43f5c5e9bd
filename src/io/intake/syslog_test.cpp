// Who is let in by a syslog connection, and how it ends.
#include "io/intake/syslog.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/certificate.h"
#include "support/log_lines.h"
#include "support/loop.h"

namespace swapguard::intake {
namespace {

using namespace test;

const AppName acme("acme");
const std::string token = "d.9173ea1f-6f14-4976-9cf0-7cd0dafdcdbc";

std::string counted(const std::string& dyno, double rss, const std::string& host = token) {
  const std::string text = fmt::format("<134>1 {} {} heroku {} - - {}\n", format_rfc3339(midnight), host,
                                       dyno, memory_text(dyno, 1, rss));
  return fmt::format("{} {}", text.size(), text);
}

class SyslogTest : public testing::Test {
 protected:
  SyslogTest() {
    drains_.set(acme, {token});
    SyslogOptions options;
    options.connections_max = 2;
    options.handshake_within = milliseconds{200};
    listener_ = *SyslogListener::start(loop_, drains_, options);
  }

  asio::io_context loop_;
  Instant now_ = midnight;
  std::vector<observe::Observation> seen_;
  std::vector<UnknownTokens> unknown_;
  std::vector<std::string> changes_;
  SyslogDrains drains_{
      [this] { return now_; },
      {.observed = [this](const AppName&, observe::Observation seen) { seen_.push_back(std::move(seen)); },
       .changed = [this](const guard::InputChanged& change) { changes_.push_back(change.reason); },
       .unknown = [this](const UnknownTokens& unknown) { unknown_.push_back(unknown); }}};
  std::unique_ptr<SyslogListener> listener_;
};

TEST_F(SyslogTest, FramesCutAnywhereAreLinesOfTheTokensApp) {
  const std::string frames = counted("web.1", 300) + counted("web.2", 301);
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < frames.size(); at += 50) pieces.push_back(frames.substr(at, 50));
  EXPECT_EQ(run(loop_, exchange(listener_->port(), pieces, true)), "") << "nothing is ever written";
  ASSERT_EQ(seen_.size(), 2U);
  EXPECT_EQ(seen_[1].dyno, DynoName("web.2"));
  EXPECT_EQ(changes_, std::vector<std::string>{"connected"});
  EXPECT_EQ(drains_.counts(acme)->connections, 1U);
  EXPECT_EQ(drains_.counts(acme)->lines.observations, 2U);
  EXPECT_EQ(drains_.counts(acme)->lines.bytes, frames.size());
}

TEST_F(SyslogTest, AnUnknownTokenEndsTheConnection) {
  const std::string stranger = "d.00000000-6f14-4976-9cf0-7cd0dafdcdbc";
  for (int i = 0; i < 3; ++i) {
    const std::vector<std::string> pieces{counted("web.1", 300, stranger) + counted("web.1", 300)};
    EXPECT_EQ(run(loop_, exchange(listener_->port(), pieces)), "");
  }
  EXPECT_TRUE(seen_.empty());
  EXPECT_EQ(drains_.refused(), 3U);
  ASSERT_EQ(unknown_.size(), 1U) << "at most once a minute";
  EXPECT_EQ(unknown_[0].token, "d.000000…");
  EXPECT_EQ(unknown_[0].peer, "127.0.0.1");
  now_ += minutes{2};
  EXPECT_EQ(run(loop_, exchange(listener_->port(), {counted("web.1", 300, stranger)})), "");
  EXPECT_EQ(unknown_.back().count, 3U);
}

TEST_F(SyslogTest, ATokenThatIsTakenAwayIsUnknown) {
  drains_.set(acme, {});
  EXPECT_EQ(run(loop_, exchange(listener_->port(), {counted("web.1", 300)})), "");
  EXPECT_TRUE(seen_.empty());
}

TEST_F(SyslogTest, ASilentStrangerIsClosed) {
  EXPECT_EQ(run(loop_, exchange(listener_->port(), {})), "");
  EXPECT_EQ(run(loop_, exchange(listener_->port(), {"40 <134>1 half a"})), "");
  EXPECT_EQ(listener_->connections(), 0);
}

TEST_F(SyslogTest, MoreConnectionsThanAllowedAreClosed) {
  auto first = run(loop_, connect(listener_->port()));
  auto second = run(loop_, connect(listener_->port()));
  ASSERT_TRUE(run_until(loop_, [&] { return listener_->connections() == 2; }));
  EXPECT_EQ(run(loop_, exchange(listener_->port(), {})), "");
  EXPECT_LE(listener_->connections(), 2);
}

TEST_F(SyslogTest, ACertificateThatCannotBeReadLaterLeavesTheOneInUse) {
  EXPECT_TRUE(listener_->reload_tls()) << "nothing to do without TLS";
  const CertificateFiles files("syslog");
  SyslogOptions options;
  options.tls_certificate_file = files.certificate();
  options.tls_key_file = files.key();
  auto secured = SyslogListener::start(loop_, drains_, options).value();
  EXPECT_TRUE(secured->reload_tls());
  std::ofstream(files.key()) << "none";
  const auto refused = secured->reload_tls();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().starts_with(files.key())) << refused.error();
}

TEST_F(SyslogTest, APortInUseIsSaid) {
  SyslogOptions options;
  options.port = listener_->port();
  const auto second = SyslogListener::start(loop_, drains_, options);
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().in_use);
  options.port = 0;
  options.tls_certificate_file = "/nonexistent.pem";
  EXPECT_FALSE(SyslogListener::start(loop_, drains_, options));
  options.tls_certificate_file = "";
  options.address = "no address";
  EXPECT_FALSE(SyslogListener::start(loop_, drains_, options));
}

}  // namespace
}  // namespace swapguard::intake
