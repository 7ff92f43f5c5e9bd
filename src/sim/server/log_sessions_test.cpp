#include "sim/server/log_sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swapguard::sim {
namespace {

using testing::HasSubstr;

const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 5 / 11}};
const AppName demo{"demo"};

struct Heard final : http::Stream {
  std::string text;
  bool ended = false, broken = false;
  bool write(std::string_view piece) override {
    text += piece;
    return open();
  }
  void close() override { ended = true; }
  void reset() override { ended = broken = true; }
  bool open() const override { return !ended; }
};

LogRecord line(std::string process, std::string text, Instant at = start,
               logplex::Origin origin = logplex::Origin::platform) {
  return {demo, at, origin, std::move(process), std::move(text)};
}

LogSession session(bool tail = true) {
  LogSession made;
  made.id = "secret";
  made.app = demo;
  made.created_at = start;
  made.tail = tail;
  return made;
}

struct LogSessionsTest : testing::Test {
  LogSessions sessions{minutes{5}, hours{1}};
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  void attach(const LogSession& session, bool events = false) {
    sessions.attach(session, heard, events, start);
  }
  void print(const LogRecord& record) { sessions.publish(record, StreamFault::none); }
};

TEST_F(LogSessionsTest, HistoryComesFirstThenTheTail) {
  for (int i = 1; i <= 5; ++i) print(line("web.1", "before " + std::to_string(i)));
  LogSession two = session();
  two.lines = 2;
  attach(two);
  print(line("web.1", "after"));
  EXPECT_EQ(heard->text,
            "2026-05-11T00:00:00+00:00 heroku[web.1]: before 4\n"
            "2026-05-11T00:00:00+00:00 heroku[web.1]: before 5\n"
            "2026-05-11T00:00:00+00:00 heroku[web.1]: after\n");
}

TEST_F(LogSessionsTest, WithoutTailItEndsAfterTheHistory) {
  print(line("web.1", "before"));
  attach(session(false));
  EXPECT_THAT(heard->text, HasSubstr("before"));
  EXPECT_TRUE(heard->ended);
  EXPECT_EQ(sessions.tails(), 0u);
}

TEST_F(LogSessionsTest, FiltersByDynoTypeAndSource) {
  LogSession web = session();
  web.dyno = "web";
  web.source = "heroku";
  attach(web);
  print(line("web.1", "wanted"));
  print(line("web.1", "printed by the app", start, logplex::Origin::app));
  print(line("webby.1", "another type"));
  print(line("router", "at=info"));
  EXPECT_EQ(heard->text, "2026-05-11T00:00:00+00:00 heroku[web.1]: wanted\n");
}

TEST_F(LogSessionsTest, WritesEventsForWhoAsks) {
  attach(session(), true);
  print(line("web.1", "hello"));
  EXPECT_EQ(heard->text, "id: 1778457600\ndata: 2026-05-11T00:00:00+00:00 heroku[web.1]: hello\n\n");
}

TEST_F(LogSessionsTest, TheUrlExpiresAndTheTailEnds) {
  sessions.open(session());
  EXPECT_NE(sessions.find("secret", start + minutes{5}), nullptr);
  EXPECT_EQ(sessions.find("secret", start + minutes{6}), nullptr);
  EXPECT_EQ(sessions.find("guess", start), nullptr);
  attach(session());
  sessions.tick(start + minutes{59}, StreamFault::none);
  EXPECT_TRUE(heard->open());
  sessions.tick(start + minutes{60}, StreamFault::none);
  EXPECT_TRUE(heard->ended && !heard->broken);
}

TEST_F(LogSessionsTest, KeepsQuietTailsAliveWithNul) {
  attach(session());
  sessions.tick(start + seconds{29}, StreamFault::none);
  EXPECT_EQ(heard->text, "");
  sessions.tick(start + seconds{31}, StreamFault::none);
  EXPECT_EQ(heard->text, std::string(1, '\0'));
}

TEST_F(LogSessionsTest, FaultsHoldLinesBackOrCutTheTail) {
  attach(session());
  sessions.publish(line("web.1", "lost"), StreamFault::nul_only);
  sessions.tick(start + minutes{1}, StreamFault::nul_only);
  EXPECT_EQ(heard->text, std::string(1, '\0'));
  sessions.tick(start + minutes{3}, StreamFault::silent);
  EXPECT_EQ(heard->text, std::string(1, '\0'));
  sessions.cut();
  EXPECT_TRUE(heard->broken);
}

}  // namespace
}  // namespace swapguard::sim
